"""Rules about connections, queues, slots."""
