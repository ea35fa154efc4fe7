"""Installed packages that a simulator imports: their versions count, whatever their files."""

import site
import sys

import pytest
from lfi.provenance import outside, places
from lfi.provenance.watch import watched

CACHED = ("owner", "_is_ours", "installed", "of_module", "_packages")


def install(folder, version):
    """A package as an installer leaves it."""
    for old in folder.glob("mysim-*.dist-info/*"):
        old.unlink()
    information = folder / f"mysim-{version}.dist-info"
    for path, text in {
        folder / "mysim/__init__.py": f"VERSION = {version!r}\n",
        information / "METADATA": f"Metadata-Version: 2.1\nName: mysim\nVersion: {version}\n",
        information / "RECORD": f"mysim/__init__.py,,\n{information.name}/METADATA,,\n",
    }.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


@pytest.fixture
def packages(tmp_path, monkeypatch):
    """One more folder of installed packages."""
    folder = tmp_path / "site-packages"
    install(folder, "1.0")
    monkeypatch.syspath_prepend(folder)
    monkeypatch.setattr(site, "getsitepackages", lambda: [str(folder)])
    for name in CACHED:
        getattr(places, name).cache_clear()
    yield folder
    sys.modules.pop("mysim", None)
    monkeypatch.undo()
    for name in CACHED:
        getattr(places, name).cache_clear()


def test_another_version_of_a_package_that_was_imported_is_a_change(packages):
    with watched() as watch:
        __import__("mysim")
        __import__("h5py")
    found = watch.found()
    assert {name: state for name, state in found.items() if name.startswith("package ")} == {"package mysim": "1.0"}
    assert not any(str(packages) in name for name in found), found
    assert not outside.changed(found, packages)
    install(packages, "1.1")
    assert [outside.difference("package mysim", "1.0", outside.state("package mysim", packages))] == [
        "package mysim 1.0 → 1.1"
    ]
    assert outside.changed(found, packages)


def test_what_the_workflow_is_made_of_is_lfis_with_all_that_it_requires():
    assert {"torch", "bilby", "snakemake", "requests", "charset-normalizer", "pytest"} <= places.lfis()
    assert "mysim" not in places.lfis()


def test_a_package_that_is_not_imported_does_not_count(packages):
    with watched() as watch:
        __import__("h5py")
    assert not any(name.startswith("package ") for name in watch.found())
