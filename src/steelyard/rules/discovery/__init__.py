"""Rules about names and state that go stale."""
