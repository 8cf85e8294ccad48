from tests.harness.nginx_read import gateway_of


def test_main_settings():
    gateway = gateway_of(
        "worker_processes 8;\nworker_shutdown_timeout 10m;\nworker_rlimit_nofile 9000;\n"
        "events { worker_connections 4096; }\n"
    )
    values = {name: setting.value for name, setting in gateway.settings.items()}
    assert gateway.workers == 8
    assert values == {
        "workers": 8,
        "drain-limit": 600.0,
        "open-files": 9000,
        "worker-connections": 4096,
    }


def test_defaults_and_auto():
    gateway = gateway_of("events {}")
    assert gateway.workers == 1
    assert gateway.settings["worker-connections"].value == 512
    assert gateway.settings["worker-connections"].implicit
    assert gateway_of("worker_processes auto;").workers is None


def test_a_fragment_does_not_know_its_workers():
    assert gateway_of("upstream u { server 10.0.0.1; }").workers is None
