# ruff: noqa: INP001, D102, RUF012
"""Directives that run clustermap while the site is built, so that no page shows old results.

``example``
    Commands and what they print; ``:picture:`` shows a file that they wrote, ``:file:`` offers one.
``python-example``
    Python and what it prints.
``explanation``
    Method, formula, paper and conventions, as the answer to a question gives them.
``live-map``
    A map to try, in a sandboxed frame that loads when the reader asks for it.
``data-tables``
    The tables of ``geodata/datapackage.json`` with their columns.
``question-options``
    The options of every question.

A command or a piece of Python that fails is a warning, which ends the build.
"""

from __future__ import annotations

import contextlib
import importlib
import io
import json
import os
import pkgutil
import re
import shlex
import shutil
import struct
import textwrap
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from docutils import nodes
from docutils.parsers.rst import Directive, directives
from sphinx.util.docutils import SphinxDirective

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx.application import Sphinx

EXAMPLES = Path(__file__).resolve().parents[1] / "examples"
GEODATA = Path(__file__).resolve().parents[2] / "geodata"
#: What a frame with a map may do: run its scripts, save files, open links.
SANDBOX = "allow-scripts allow-downloads allow-popups allow-popups-to-escape-sandbox"
#: Pixels per inch of the picture that stands for a live map.
POSTER_DPI = "110"
_ALTERNATIVE = re.compile(r"Alternative text: (.*)")
#: Differs from machine to machine.
_FONT = re.compile(r"(?:^Font of the pictures: .*\n)|(?: Font: [^(]*\([^)]*\)\.)", re.MULTILINE)
#: Sentences below a table are wrapped at this many columns; tables are not.
WIDE = 92


class Run(NamedTuple):
    """What a command did: exit status and everything it printed, in order."""

    status: int
    text: str


@contextlib.contextmanager
def _inside(folder: Path) -> Iterator[None]:
    folder.mkdir(parents=True, exist_ok=True)
    before = Path.cwd()
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(before)


def run(command: str, folder: Path) -> Run:
    """Run a command line of clustermap in a folder, in this process."""
    from clustermap.cli import main

    buffer = io.BytesIO()
    out = io.TextIOWrapper(buffer, encoding="utf-8", write_through=True)
    status = 0
    with _inside(folder), contextlib.redirect_stdout(out), contextlib.redirect_stderr(out):
        try:
            main(shlex.split(command)[1:])
        except SystemExit as end:
            status = int(end.code or 0)
    return Run(status, buffer.getvalue().decode())


def _size(picture: Path) -> str:
    """Return the ``width`` and ``height`` of a picture, so that the page does not jump."""
    if picture.suffix == ".png":
        width, height = struct.unpack(">II", picture.read_bytes()[16:24])
    else:
        box = re.search(r'viewBox="([^"]*)"', picture.read_text(encoding="utf-8"))
        width, height = (round(float(one)) for one in box.group(1).split()[2:]) if box else (16, 10)
    return f'width="{width}" height="{height}"'


def _cut(text: str, most: int | None) -> str:
    """Keep the first rows of a table, and what stands around it; without a table, first lines."""
    lines = text.rstrip().splitlines()
    rule = next((at for at, line in enumerate(lines) if "───" in line), -1)
    first = rule + 1 + (most or 0)
    if most is None or len(lines) <= first + 1:
        return "\n".join(lines)
    below = next((at for at in range(first, len(lines)) if not lines[at].strip()), len(lines))
    if below - first < 2:
        return "\n".join(lines)
    return "\n".join([*lines[:first], f"  … {below - first} more rows", *lines[below:]])


def _wrapped(text: str) -> str:
    """Wrap sentences; rows of tables begin with blanks."""
    lines: list[str] = []
    for line in text.splitlines():
        free = len(line) <= WIDE or line.startswith((" ", "{", "<", "|"))
        below = "  " if line.startswith("- ") else ""
        lines += [line] if free else textwrap.wrap(line, WIDE, subsequent_indent=below)
    return "\n".join(lines)


class _Built(SphinxDirective):
    """What these directives share: folders, links, literal blocks."""

    has_content = True

    @property
    def folder(self) -> Path:
        """The page's own folder, where its commands run and leave their files."""
        return Path(self.env.app.doctreedir).parent / "work" / self.env.docname.replace("/", "-")

    def shown(self, name: str) -> str:
        """Put a file of the page's folder into the site; return its address."""
        target = Path(self.env.app.outdir) / "made" / self.folder.name / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(self.folder / name, target)
        return self.address(target)

    def bring(self) -> None:
        """Copy the files of ``docs/examples`` that the commands name."""
        self.folder.mkdir(parents=True, exist_ok=True)
        for name in self.options.get("with", "").split():
            shutil.copy(EXAMPLES / name, self.folder / name)
            self.env.note_dependency(str(EXAMPLES / name))

    def address(self, file: Path) -> str:
        """Return a file's address as seen from the page."""
        up = "../" * self.env.docname.count("/")
        return up + file.relative_to(self.env.app.outdir).as_posix()

    def block(self, text: str, language: str, *classes: str) -> nodes.literal_block:
        block = nodes.literal_block(text, text, classes=list(classes))
        block["language"] = language
        self.set_source_info(block)
        return block

    def html(self, text: str) -> nodes.raw:
        return nodes.raw("", text, format="html")

    def failed(self, what: str, text: str) -> nodes.system_message:
        return self.state_machine.reporter.warning(
            f"{what} failed:\n{text[-1500:]}", line=self.lineno
        )


class Example(_Built):
    """Commands, what they print, and what they wrote."""

    option_spec = {
        "head": directives.nonnegative_int,
        "status": directives.nonnegative_int,
        "with": directives.unchanged_required,
        "quiet": directives.flag,
        "picture": directives.unchanged_required,
        "file": directives.unchanged_required,
    }

    def run(self) -> list[nodes.Node]:
        self.bring()
        command = "\n".join(self.content)
        printed = []
        for line in command.replace("\\\n", " ").splitlines():
            done = run(line, self.folder)
            if done.status != self.options.get("status", 0):
                return [self.failed(f"'{line}'", done.text)]
            printed.append(done.text)
        text = "".join(printed)
        alternative = _ALTERNATIVE.search(text)
        shown = _wrapped(_FONT.sub("", text))
        result: list[nodes.Node] = [self.block(command, "console-command", "command")]
        if "quiet" not in self.options and shown.strip():
            result.append(self.block(_cut(shown, self.options.get("head")), "text", "output"))
        if "picture" in self.options:
            alt = alternative.group(1) if alternative else self.options["picture"]
            source = escape(self.shown(self.options["picture"]))
            result.append(
                self.html(f'<figure class="made"><img src="{source}" alt="{escape(alt)}"></figure>')
            )
        if "file" in self.options:
            result.append(self.html(self._links(self.options["file"].split())))
        return result

    def _links(self, names: list[str]) -> str:
        links = []
        for name in names:
            file = self.folder / name
            kb = max(1, round(file.stat().st_size / 1000))
            links.append(
                f'<a class="made-file" href="{escape(self.shown(name))}" target="_blank">'
                f"{escape(name)}</a> ({kb:,} kB)"
            )
        return f'<p class="made-files">Written: {", ".join(links)}</p>'


class PythonExample(_Built):
    """Python, and what it prints."""

    option_spec = {"with": directives.unchanged_required}

    def run(self) -> list[nodes.Node]:
        self.bring()
        code = "\n".join(self.content)
        out = io.StringIO()
        try:
            with _inside(self.folder), contextlib.redirect_stdout(out):
                exec(compile(code, self.env.docname, "exec"), {})  # noqa: S102
        except Exception as error:  # noqa: BLE001
            return [self.failed("Python", f"{type(error).__name__}: {error}")]
        result: list[nodes.Node] = [self.block(code, "python")]
        if out.getvalue().strip():
            result.append(self.block(out.getvalue().rstrip(), "text", "output"))
        return result


class Explanation(Directive):
    """Method, formula, paper and conventions of a question's measures."""

    required_arguments = 1
    option_spec = {
        "options": directives.unchanged_required,
        "select": directives.unchanged_required,
    }

    def run(self) -> list[nodes.Node]:
        import clustermap as cm

        given = json.loads(self.options.get("options", "{}"))
        chosen = cm.load().select(**json.loads(self.options.get("select", "{}")))
        explain = chosen.stats(self.arguments[0], **given).explain
        parts, facts = [], []
        for name, about in explain.items():
            if isinstance(about, str):
                if name != "question":
                    facts.append((name, about))
                continue
            lines = "".join(
                f"<dt>{escape(part.capitalize())}</dt><dd>{self._said(part, words)}</dd>"
                for part, words in about.items()
            )
            parts.append(f"<h4><code>{escape(name)}</code></h4><dl>{lines}</dl>")
        rest = "".join(
            f"<dt>{escape(name.capitalize())}</dt><dd>{escape(words)}</dd>" for name, words in facts
        )
        settings = f"<h4>How it was run</h4><dl>{rest}</dl>" if rest else ""
        return [
            nodes.raw("", f'<div class="explained">{"".join(parts)}{settings}</div>', format="html")
        ]

    @staticmethod
    def _said(part: str, words: str) -> str:
        return f"<code>{escape(words)}</code>" if part == "formula" else escape(words)


class LiveMap(_Built):
    """A map to try, a picture of it until the reader wants it, and the command that made it."""

    required_arguments = 1
    option_spec = {"title": directives.unchanged_required, "figure": directives.unchanged}

    def run(self) -> list[nodes.Node]:
        name = self.arguments[0]
        command = " ".join(self.content)
        folder = Path(self.env.app.outdir) / "maps"
        poster = f"clustermap figure {self._poster(command)} --dpi {POSTER_DPI} -o {name}.png"
        for line in (command, poster):
            done = run(line, folder)
            if done.status:
                return [self.failed(f"'{line}'", done.text)]
        alt = _ALTERNATIVE.search(done.text)
        page, picture = (self.address(folder / f"{name}.{end}") for end in ("html", "png"))
        title = escape(self.options["title"])
        frame = (
            f'<figure class="live-map" data-src="{page}" data-sandbox="{SANDBOX}" '
            f'data-title="{title}"><div class="stage">'
            f'<img src="{picture}" alt="{escape(alt.group(1)) if alt else title}" '
            f"{_size(folder / f'{name}.png')}>"
            f"</div><figcaption><span>{title}</span>"
            '<button type="button" hidden>Try the map</button>'
            f'<a href="{page}" target="_blank">Open in a new tab</a></figcaption></figure>'
        )
        return [self.html(frame), self.block(command, "console-command", "command")]

    def _poster(self, command: str) -> str:
        """Return the options of a picture: those of the map, less what only a map takes."""
        if "figure" in self.options:
            return self.options["figure"]
        kept = re.sub(r"^clustermap map|-o \S+|--title (\"[^\"]*\"|\S+)", "", command)
        return " ".join(kept.split())


class DataTables(Directive):
    """The tables of the data package, with their columns."""

    def run(self) -> list[nodes.Node]:
        package = json.loads((GEODATA / "datapackage.json").read_text(encoding="utf-8"))
        return [self._table(one) for one in package["resources"]]

    def _table(self, resource: dict[str, Any]) -> nodes.section:
        name = resource["path"]
        section = nodes.section(ids=[nodes.make_id(name)], names=[name])
        section += nodes.title("", "", nodes.literal(text=name))
        licenses = ", ".join(
            one.get("title") or one.get("name", "") for one in resource["licenses"]
        )
        words = _prose(resource["description"])
        about = f"<p><strong>{escape(resource['title'])}.</strong> {words}</p>"
        about += f"<p>License: {escape(licenses)}. Sources: {self._sources(resource)}.</p>"
        fields = resource.get("schema", {}).get("fields", [])
        if fields:
            rows = "".join(
                f"<tr><td><code>{escape(one['name'])}</code></td><td>{escape(one['type'])}</td>"
                f"<td>{_prose(one.get('description', ''))}</td></tr>"
                for one in fields
            )
            about += (
                '<div class="table-wrapper"><table class="docutils columns"><thead><tr>'
                "<th>Column</th><th>Type</th><th>What it holds</th></tr></thead>"
                f"<tbody>{rows}</tbody></table></div>"
            )
        section += nodes.raw("", about, format="html")
        return section

    @staticmethod
    def _sources(resource: dict[str, Any]) -> str:
        return "; ".join(
            f'<a href="{escape(one["path"])}">{escape(one["title"])}</a>'
            if "path" in one
            else _prose(one["title"])
            for one in resource["sources"]
        )


def _prose(text: str) -> str:
    """Return a description as HTML; backticks mark code."""
    return re.sub(r"`([^`]+)`", r"<code>\1</code>", escape(text))


def _console_lexer() -> Any:
    from pygments.lexers import BashLexer

    class CommandLexer(BashLexer):
        """The shell, with clustermap for a word of its own."""

        name = "console-command"
        aliases = ["console-command"]

    return CommandLexer


class QuestionOptionsList(SphinxDirective):
    """The options of every question, from the dataclasses that the command line is made of."""

    def run(self) -> list[nodes.Node]:
        from clustermap import questions
        from clustermap.questions.options import QuestionOptions

        text = []
        for info in pkgutil.iter_modules(questions.__path__):
            module = importlib.import_module(f"clustermap.questions.{info.name}")
            own = [
                one
                for one in vars(module).values()
                if isinstance(one, type)
                and issubclass(one, QuestionOptions)
                and one.__module__ == module.__name__
                and one is not QuestionOptions
            ]
            if own:
                title = (module.__doc__ or "").partition("\n")[0]
                text.append(f"## {info.name}\n\n*{title}*\n")
                text.append(f"```{{eval-rst}}\n.. automodule:: {module.__name__}\n```\n")
                text += [
                    f"```{{eval-rst}}\n.. autoclass:: {module.__name__}.{one.__name__}()\n```\n"
                    for one in own
                ]
        return self.parse_text_to_nodes("\n".join(text), allow_section_headings=True)


def _with_options(  # the signature is Sphinx's
    _app: Sphinx, what: str, _name: str, given: Any, _options: Any, lines: list[str]
) -> None:
    """Describe the fields of a question's options; leave out what a module says of itself."""
    from clustermap.questions.options import QuestionOptions, described

    if what == "module":
        lines.clear()
    if what == "class" and issubclass(given, QuestionOptions):
        lines += ["", "Parameters", "----------"]
        for one in described(given):
            lines += [f"{one.name} : {_taken(one)}", f"    {one.help or 'Given in Python only.'}"]


def _taken(one: Any) -> str:
    kinds = {"text": "str", "integer": "int", "number": "float", "flag": "bool", "api": "object"}
    kind = kinds.get(one.kind) or "{" + ", ".join(f'"{value}"' for value in one.values) + "}"
    kind = f"sequence of {kind}" if one.many else kind
    plain = isinstance(one.default, str | int | float) and one.default != ""
    return f"{kind}, default {one.default!r}" if plain else f"{kind}, optional"


def _known(
    _app: Sphinx, _env: Any, node: nodes.Element, content: nodes.TextElement
) -> nodes.TextElement | None:
    """Show a name that no page describes as it is, if it exists; others are warned of."""
    if node.get("refdomain") != "py":
        return None
    target = str(node["reftarget"])
    names = [target]
    if node.get("py:module"):
        names.append(f"{node['py:module']}.{target}")
    return content if any(map(_exists, names)) else None


def _exists(name: str) -> bool:
    try:
        pkgutil.resolve_name(name)
    except (ImportError, AttributeError, ValueError):
        return False
    return True


def setup(app: Sphinx) -> dict[str, Any]:
    """Add the directives and what else the pages need."""
    app.add_directive("example", Example)
    app.add_directive("python-example", PythonExample)
    app.add_directive("explanation", Explanation)
    app.add_directive("live-map", LiveMap)
    app.add_directive("data-tables", DataTables)
    app.add_directive("question-options", QuestionOptionsList)
    app.add_lexer("console-command", _console_lexer())
    app.setup_extension("sphinx.ext.autodoc")
    app.connect("autodoc-process-docstring", _with_options, priority=400)
    app.connect("missing-reference", _known)
    return {"parallel_read_safe": False, "parallel_write_safe": True}
