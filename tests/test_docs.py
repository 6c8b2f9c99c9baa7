"""The documentation: the command reference is current, commands and links hold, no page is lost."""

from __future__ import annotations

import importlib
import re
import runpy
import shlex
from pathlib import Path

import click
import pytest

from clustermap.cli import cli

ROOT = Path(__file__).resolve().parents[1]
DOCS = ROOT / "docs"
PAGES = sorted(page for page in DOCS.rglob("*.md") if "_build" not in page.relative_to(DOCS).parts)
NAMES = [page.relative_to(DOCS).as_posix() for page in PAGES]
TEXTS = dict(zip(NAMES, (page.read_text(encoding="utf-8") for page in PAGES), strict=True))
WRITTEN = {name: text for name, text in TEXTS.items() if name != "commands.md"}
_BLOCK = re.compile(r"^```\{?([a-z-]+)\}?[^\n]*\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^)\s]+)\)")


def blocks(text: str, *kinds: str) -> list[str]:
    """Return the contents of a page's blocks of these kinds, without their options."""
    return [
        "\n".join(line for line in body.splitlines() if not re.match(r":[a-z-]+:", line))
        for kind, body in _BLOCK.findall(text)
        if kind in kinds
    ]


COMMANDS = [
    pytest.param(line, id=f"{name}: {line}")
    for name, text in {**WRITTEN, "README.md": (ROOT / "README.md").read_text("utf-8")}.items()
    for block in blocks(text, "example", "live-map", "sh", "console")
    for line in block.replace("\\\n", " ").splitlines()
    if line.startswith("clustermap ")
]
CODE = [
    pytest.param(code, id=f"{name}-{at}")
    for name, text in WRITTEN.items()
    for at, code in enumerate(blocks(text, "python-example", "python"))
]


def test_the_command_reference_is_what_the_program_prints() -> None:
    reference = runpy.run_path(str(DOCS / "make_commands.py"))["reference"]()
    assert TEXTS["commands.md"] == reference, (
        "docs/commands.md is not what the program prints now: run python docs/make_commands.py"
    )


@pytest.mark.parametrize("line", COMMANDS)
def test_commands_of_the_pages_are_ones_that_the_program_takes(line: str) -> None:
    arguments = shlex.split(line)[1:]
    command: click.Command = cli
    # commands keep the help option that they are first asked with
    context = click.Context(cli, info_name="clustermap", **cli.context_settings)
    while isinstance(command, click.Group) and arguments and not arguments[0].startswith("-"):
        name = arguments.pop(0)
        found = command.get_command(context, name)
        assert found is not None, f"no command {name!r}"
        command, context = found, click.Context(found, context, name)
    try:
        command.make_context(context.info_name, arguments, context.parent)
    except click.exceptions.Exit:
        assert "--version" in line or "--help" in line
    except click.UsageError as error:
        pytest.fail(error.format_message())


@pytest.mark.parametrize("code", CODE)
def test_python_of_the_pages_compiles(code: str) -> None:
    compile(code, "docs", "exec")


def test_there_is_something_to_check() -> None:
    assert len(COMMANDS) > 50
    assert len(CODE) > 10


def test_every_page_is_in_the_contents() -> None:
    listed = {"index.md"}
    for name, text in WRITTEN.items():
        for block in blocks(text, "toctree"):
            listed |= {
                (Path(name).parent / f"{entry}.md").as_posix()
                for entry in re.findall(r"([\w/-]+)>?$", block, re.MULTILINE)
            }
    assert listed == set(NAMES)


def headings(name: str) -> set[str]:
    """Return the anchors of a page, those of a file that it includes too."""
    text = TEXTS[name]
    for _, included in re.findall(r"```\{(include)\} (\S+)", text):
        text += (DOCS / name).parent.joinpath(included).read_text(encoding="utf-8")
    plain = re.sub(r"^```.*?^```", "", text, flags=re.MULTILINE | re.DOTALL)
    titles = re.findall(r"^#+ (.*)$", plain, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


@pytest.mark.parametrize("name", list(WRITTEN))
def test_links_between_pages_lead_somewhere(name: str) -> None:
    text = re.sub(r"^```.*?^```", "", TEXTS[name], flags=re.MULTILINE | re.DOTALL)
    for target in _LINK.findall(text):
        if re.match(r"[a-z]+:", target):
            continue
        path, _, anchor = target.partition("#")
        page = ((DOCS / name).parent / path).resolve() if path else DOCS / name
        assert page.exists(), f"{target} is not there"
        if anchor:
            assert anchor in headings(page.relative_to(DOCS).as_posix()), f"no heading {anchor}"


@pytest.mark.parametrize("name", [name for name in NAMES if name.startswith("api/analysis-")])
def test_functions_that_a_page_recommends_are_there(name: str) -> None:
    modules = [
        importlib.import_module(module) for module in re.findall(r"automodule:: (\S+)", TEXTS[name])
    ]
    rows = "\n".join(re.findall(r"^\|.*$", TEXTS[name], re.MULTILINE))
    for function in re.findall(r"`(\w+)`", rows):
        assert any(hasattr(module, function) for module in modules), function


def test_windows_and_macos_run_what_the_readme_says() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    workflow = (ROOT / ".github" / "workflows" / "platforms.yml").read_text(encoding="utf-8")
    five = next(block for block in blocks(readme, "sh") if block.startswith("clustermap map"))
    for line in five.splitlines():
        assert f"- run: {line}\n" in workflow
