"""What templates say, in the language that is spoken."""

from __future__ import annotations

from typing import Any

from jinja2 import BaseLoader, Environment, StrictUndefined, nodes
from jinja2.visitor import NodeTransformer
from markupsafe import Markup, escape

from potluck import translation
from potluck.days import day, month, quarter, stamp
from potluck.press.compiled import Compiled


class Interpreter(Environment):
    """Templates with their words, days and numbers. What is put into a text is escaped, and the text itself is HTML.

    A text with nothing to be put in is looked up once, when its template is read: ten thousand pages cost no more.
    """

    def __init__(self, loader: BaseLoader) -> None:
        super().__init__(
            loader=loader,
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            auto_reload=False,
            bytecode_cache=Compiled(),
            extensions=["jinja2.ext.i18n"],
        )
        self.policies["ext.i18n.trimmed"] = True
        self.newstyle_gettext = True
        self.globals |= {"_": _gettext, "gettext": _gettext, "ngettext": _ngettext, "pgettext": _pgettext}
        self.filters |= {"apart": translation.apart, "day": day, "month": month, "quarter": quarter, "stamp": stamp}

    def _generate(self, source: nodes.Template, *rest: Any, **more: Any) -> str:
        return super()._generate(_LookedUp().visit(source), *rest, **more)


class _LookedUp(NodeTransformer):
    """Every call of `_` with a text alone becomes the text."""

    def visit_Call(self, call: nodes.Call) -> nodes.Node:  # noqa: N802 - Jinja's own name
        self.generic_visit(call)
        is_ours = isinstance(call.node, nodes.Name) and call.node.name in ("_", "gettext")
        if is_ours and not call.kwargs and len(call.args) == 1 and isinstance(call.args[0], nodes.Const):
            return nodes.MarkSafe(nodes.Const(_gettext(call.args[0].value)), lineno=call.lineno)
        return call


def _gettext(message: str, /, **values: object) -> Markup:
    return _filled(translation.gettext(message), values)


def _ngettext(one: str, many: str, number: int, /, **values: object) -> Markup:
    return Markup(translation.ngettext(one, many, number, **_escaped(values)))  # noqa: S704 - see `_filled`


def _pgettext(context: str, message: str, /, **values: object) -> Markup:
    return _filled(translation.pgettext(context, message), values)


def _filled(text: str, values: dict[str, object]) -> Markup:
    return Markup(text % _escaped(values))  # noqa: S704 - our own words; all that is put into them is escaped


def _escaped(values: dict[str, object]) -> dict[str, object]:
    return {name: escape(value) for name, value in values.items()}
