"""The engine adapter: the only module that imports MkDocs and Material.

It loads ``mkdocs.base.yml`` once, renders hand-written pages from memory (the engine never sees a file that the
gate did not clear) and renders each site's frame. When Material ends (2027-05) this file and the theme change.
"""

from __future__ import annotations

import copy
import html
import logging
import os
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import nh3
from mkdocs.commands.build import get_context
from mkdocs.config import load_config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import Abort, MkDocsException
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.nav import Navigation, get_navigation

from zhanqun.model.cluster import Cluster, Site
from zhanqun.model.errors import UsageError
from zhanqun.stages.render.engine_limits import check_base
from zhanqun.stages.render.frames import ROOT, SLOTS, Frame, mark

# Material prints a notice about its end of life and MkDocs one line a page; our own findings are the report.
logging.getLogger("mkdocs").setLevel(logging.ERROR)
logging.getLogger("mkdocs").propagate = False

_TAGS = nh3.ALLOWED_TAGS | {
    "section", "details", "summary", "input", "label", "figure", "figcaption", "caption", "colgroup", "col",
    "nav", "div", "span", "dl", "dt", "dd", "sup", "sub", "mark", "ins", "del", "abbr", "kbd",
}
_ATTRIBUTES: dict[str, set[str]] = {
    **{tag: set(names) for tag, names in nh3.ALLOWED_ATTRIBUTES.items()},
    "*": {"class", "id", "title", "role", "aria-label", "aria-hidden", "aria-labelledby", "data-tabs", "lang"},
    "input": {"type", "name", "checked", "disabled", "id"},
    "label": {"for"},
    "details": {"open"},
    "a": {"href", "hreflang"},
    "th": {"scope", "colspan", "rowspan"},
    "td": {"colspan", "rowspan"},
    "ol": {"start"},
}
_PICTURE = re.compile(r'<img((?: [a-z-]+="[^"]*")*)>')
_NAMED = re.compile(r' (src|alt)="([^"]*)"')
_ELSEWHERE = re.compile(r"//|[a-z][a-z0-9+.-]*:", re.I)
_ALIGN = re.compile(r'(<t[hd])( [^>]*?)? style="text-align: (left|center|right);"')


class Engine:
    """One loaded engine configuration; renders every site of a cluster."""

    def __init__(self, base: Path, theme: Path) -> None:
        """Load ``base`` (mkdocs.base.yml) with the theme folder. Raises UsageError when the engine refuses it."""
        os.environ.setdefault("NO_MKDOCS_2_WARNING", "true")
        os.environ.setdefault("DISABLE_MKDOCS_2_WARNING", "true")
        if not base.is_file():
            raise UsageError(f"找不到 {base.name}；在站群的根目录运行，或用 zhanqun init 新建一个站群")
        check_base(base)
        said = _Ear()
        logger = logging.getLogger("mkdocs")
        logger.addHandler(said)
        try:
            # The engine is never told where the sources are: it gets cleared pages from memory.
            self._config: MkDocsConfig = load_config(
                str(base), docs_dir=str(theme), site_dir=str(base.parent / "dist"), use_directory_urls=False,
                theme={"name": "material", "custom_dir": str(theme), "language": "zh", "font": False},
            )
        except (Abort, MkDocsException, OSError, TypeError) as error:
            raise UsageError(f"{base.name} 有错，引擎不接受：{'；'.join(said.lines) or error}") from error
        finally:
            logger.removeHandler(said)
        # MkDocs notes which plugin a generated file comes from; outside of its own build loop nobody sets it.
        self._config.plugins._current_plugin = "zhanqun"
        self._environment: Any = self._config.theme.get_env()
        self._environment.filters["url"] = _marked_url

    def render_site(
        self, cluster: Cluster, site: Site, pages: Sequence[tuple[str, str, str]], menu: Sequence[Mapping[str, str]],
        prefix: str,
    ) -> tuple[Frame, dict[str, str]]:
        """Return the site's frame and the HTML of its hand-written pages.

        ``pages`` are (path below docs, title, Markdown) of cleared pages only; the result maps path -> sanitised
        HTML whose links are relative to the page. ``prefix`` is the site's path in the output.
        """
        config = copy.copy(self._config)
        config.site_name = site.name
        titles = {path for path, _, _ in pages}
        config.nav = [{entry.title: entry.page} for entry in site.nav if entry.page in titles] or None
        # Only what site.yml names is in the navigation: a page must not appear in every frame because it exists.
        files = Files([
            File.generated(config, path, content=text, inclusion=InclusionLevel.NOT_IN_NAV) for path, _, text in pages
        ])
        navigation = get_navigation(files, config)
        bodies: dict[str, str] = {}
        for file in files.documentation_pages():
            page = file.page
            assert page is not None
            page.read_source(config)
            page.render(config, files)
            bodies[file.src_uri] = sanitise(page.content or "")
        return self._frame(cluster, site, config, navigation, files, menu, prefix), bodies

    def _frame(
        self, cluster: Cluster, site: Site, config: MkDocsConfig, navigation: Navigation, files: Files,
        menu: Sequence[Mapping[str, str]], prefix: str,
    ) -> Frame:
        root = mark(ROOT)
        context: dict[str, Any] = dict(get_context(navigation, files, config, None, base_url=root))
        context.update(
            cluster=cluster, site=site, menu=menu, root=root, home=root + prefix, page=_BlankPage(),
            slots={name: mark(name) for name in SLOTS},
        )
        return Frame.cut(self._environment.get_template("main.html").render(context))


class _Ear(logging.Handler):
    """Keeps what the engine says of its configuration."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(record.getMessage())


class _BlankPage:
    """What Material's templates ask of a page when the frame is no page in particular."""

    meta: Mapping[str, str] = {}
    title = ""
    toc: tuple[()] = ()
    url = ""
    canonical_url = None
    edit_url = None
    is_homepage = False
    ancestors: tuple[()] = ()
    previous_page = None
    next_page = None
    content = ""


def sanitise(rendered: str) -> str:
    """Keep what Material's Markdown produces; drop scripts, styles, handlers, foreign frames and pictures."""
    rendered = _ALIGN.sub(r'\1\2 data-align="\3"', rendered)
    cleaned = nh3.clean(
        rendered, tags=set(_TAGS), attributes={**_ATTRIBUTES, "td": {*_ATTRIBUTES["td"], "data-align"},
                                               "th": {*_ATTRIBUTES["th"], "data-align"}},
        url_schemes={"http", "https", "mailto", "tel"}, link_rel="noopener", strip_comments=True,
    )
    cleaned = _PICTURE.sub(_picture, cleaned)
    return re.sub(r' data-align="(left|center|right)"', r' class="zq-\1"', cleaned)


def _picture(match: re.Match[str]) -> str:
    """A picture that would load from another host leaves its alternative text only, as on item pages."""
    named = dict(_NAMED.findall(match[1]))
    # As browsers read it: control characters dropped, backslashes as slashes.
    source = re.sub(r"[\x00-\x20]", "", html.unescape(named.get("src", ""))).replace("\\", "/")
    if source and not _ELSEWHERE.match(source):
        return match[0]
    return f'<span class="zq-nopicture">[图片：{named.get("alt", "")}]</span>'


def _marked_url(value: object) -> str:
    text = str(value)
    if re.match(r"^(?:[a-z][a-z0-9+.-]*:|//|#)", text, re.I):
        return text
    return mark(ROOT) + text.lstrip("/")
