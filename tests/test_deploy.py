"""The files for containers say what the documents promise; that they run cannot be tried without Docker."""

import re
from pathlib import Path

import yaml

ROOT = Path(__file__).parents[1]
COMPOSE = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))
DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")
WMS = yaml.safe_load((ROOT / "compose.wms.yaml").read_text(encoding="utf-8"))
NGINX = (ROOT / "deploy" / "geo_koop.conf.template").read_text(encoding="utf-8")
DOCS = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")


def test_only_the_proxy_is_published_and_the_app_has_no_way_out():
    services, networks = COMPOSE["services"], COMPOSE["networks"]
    assert [name for name, service in services.items() if "ports" in service] == ["proxy"]
    assert services["app"]["networks"] == ["inside"]
    assert networks["inside"] == {"internal": True}


def test_every_service_is_limited_and_has_no_rights():
    for service in COMPOSE["services"].values():
        assert {"mem_limit", "memswap_limit", "cpus", "pids_limit", "restart"} <= set(service)
        assert service["cap_drop"] == ["ALL"]
        assert service["read_only"] is True
        assert service["security_opt"] == ["no-new-privileges:true"]


def test_uploads_are_said_plainly_to_app_and_proxy():
    app, proxy = (COMPOSE["services"][name]["environment"] for name in ("app", "proxy"))
    assert app["GEO_KOOP_UPLOAD_MB"] == proxy["GEO_KOOP_UPLOAD_MB"] == "${GEO_KOOP_UPLOAD_MB:-200}"


def test_the_health_of_the_parent_is_asked_everywhere():
    port = re.search(r"GEO_KOOP_HEALTH_PORT=(\d+)", DOCKERFILE)[1]
    assert "/health" in re.search(r"HEALTHCHECK.*\n.*", DOCKERFILE)[0]
    assert COMPOSE["services"]["app"]["environment"]["GEO_KOOP_HEALTH_PORT"] == port
    assert COMPOSE["services"]["proxy"]["environment"]["GEO_KOOP_HEALTH"] == f"app:{port}"
    assert "http://${GEO_KOOP_HEALTH}/health" in NGINX


def test_the_proxy_knows_every_variable_of_its_template():
    wanted = set(re.findall(r"\$\{(GEO_KOOP_\w+)\}", NGINX))
    assert wanted == set(COMPOSE["services"]["proxy"]["environment"])
    assert wanted <= set(re.findall(r"\$?(GEO_KOOP_\w+)", DOCS))


def test_the_image_installs_what_is_pinned():
    orders = "\n".join(line for line in DOCKERFILE.splitlines() if not line.startswith("#"))
    installs = re.findall(r"pip (?:install|wheel) [^\\\n]+", orders)
    assert all("--require-hashes" in line or "--no-deps" in line for line in installs)
    for name in ("build", "app"):
        assert f"--require-hashes -r requirements/{name}.txt" in DOCKERFILE
    copied = {
        part for line in re.findall(r"^COPY (?!--from)(.+)", DOCKERFILE, re.MULTILINE) for part in line.split()[:-1]
    }
    ignored = (ROOT / ".dockerignore").read_text(encoding="utf-8").split()
    assert {f"!{part}" for part in copied} <= set(ignored)
    assert all((ROOT / part).exists() for part in copied)


def test_wms_and_wfs_are_limited_like_the_app_and_reach_nobody():
    wms, proxy = WMS["services"]["wms"], WMS["services"]["proxy"]
    assert wms["networks"] == ["inside"]
    assert "ports" not in wms
    assert {"mem_limit", "memswap_limit", "cpus", "pids_limit", "restart"} <= set(wms)
    assert (wms["cap_drop"], wms["read_only"]) == (["ALL"], True)
    template = (ROOT / "deploy" / "wms.conf.template").read_text(encoding="utf-8")
    assert set(re.findall(r"\$\{(GEO_KOOP_\w+)\}", template)) == set(proxy["environment"])
    assert (ROOT / wms["build"]["context"] / wms["build"]["dockerfile"]).is_file()
    assert "compose.wms.yaml" in DOCS
    assert "GEO_KOOP_WMS_DATA" in DOCS
