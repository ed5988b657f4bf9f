"""TeX formulas in one line, such that no number changes: ``\\frac{1}{2}`` is "1/2", ``10^{3}`` is "10^3"."""

from __future__ import annotations

import re

_TOKEN = re.compile(r"\\([a-zA-Z]+)\s*|\\(.)|([{}^_&~])|(\s+)|([^\\{}^_&~\s])", re.DOTALL)
_LONGEST = 10_000
_DEEPEST = 60
_ATOM = re.compile(r"[-−]?[\w.,′°%∞]+|\([^()]*\)")
_SIGNS = {
    "times": "×", "cdot": "·", "div": "÷", "pm": "±", "mp": "∓", "le": "≤", "leq": "≤", "leqslant": "≤", "ge": "≥",
    "geq": "≥", "geqslant": "≥", "ne": "≠", "neq": "≠", "approx": "≈", "sim": "~", "equiv": "≡", "propto": "∝",
    "infty": "∞", "sum": "∑", "prod": "∏", "int": "∫", "partial": "∂", "nabla": "∇", "in": "∈", "to": "→",
    "rightarrow": "→", "leftarrow": "←", "Rightarrow": "⇒", "degree": "°", "circ": "°", "ldots": "…", "dots": "…",
    "cdots": "…", "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "epsilon": "ε", "varepsilon": "ε",
    "zeta": "ζ", "eta": "η", "theta": "θ", "kappa": "κ", "lambda": "λ", "mu": "μ", "nu": "ν", "xi": "ξ", "pi": "π",
    "rho": "ρ", "sigma": "σ", "tau": "τ", "phi": "φ", "varphi": "φ", "chi": "χ", "psi": "ψ", "omega": "ω",
    "Gamma": "Γ", "Delta": "Δ", "Theta": "Θ", "Lambda": "Λ", "Pi": "Π", "Sigma": "Σ", "Phi": "Φ", "Psi": "Ψ",
    "Omega": "Ω", "quad": " ", "qquad": " ", "lbrace": "{", "rbrace": "}",
}  # fmt: skip
_SILENT = frozenset(
    ["displaystyle", "textstyle", "scriptstyle", "left", "right", "big", "Big", "bigl", "bigr", "limits",
     "nolimits", "nonumber", "mathrm", "mathbf", "mathit", "mathsf", "mathcal", "mathbb", "boldsymbol", "text",
     "textrm", "textbf", "textit", "operatorname", "mbox", "hbox", "rm", "bf", "it"]
)  # fmt: skip
_FRACTIONS = frozenset(["frac", "dfrac", "tfrac", "cfrac"])
_SYMBOLS = {",": " ", ";": " ", ":": " ", "!": "", " ": " ", "\\": "; ", "(": "", ")": "", "[": "", "]": ""}


def linear_tex(source: str) -> str:
    """The formula in one line; commands that are not known stand as their names."""
    return " ".join(_Reader(source[:_LONGEST]).whole().split())


class _Reader:
    def __init__(self, source: str) -> None:
        self._tokens = [match.groups() for match in _TOKEN.finditer(source)]
        self._at = 0
        self._was_plain = False

    def whole(self) -> str:
        """All of it; a brace that closes none is passed over."""
        out = ""
        while self._at < len(self._tokens):
            out += self.group(0)
        return out

    def group(self, depth: int) -> str:
        """Up to the closing brace or the end."""
        out = ""
        while self._at < len(self._tokens) and self._tokens[self._at][2] != "}":
            part = self._next(depth, out)
            out += f" {part}" if out[-1:].isdigit() and part[:1].isdigit() and not self._was_plain else part
        self._at += 1
        return out

    def _next(self, depth: int, before: str) -> str:
        command, symbol, mark, space, plain = self._tokens[self._at]
        self._at += 1
        self._was_plain = plain is not None
        if command is not None:
            return self._command(command, depth)
        if symbol is not None:
            return _SYMBOLS.get(symbol, symbol)
        if mark == "{":
            return self.group(depth + 1) if depth < _DEEPEST else ""
        if mark in ("^", "_"):
            script = _atom(self._argument(depth))
            if mark == "^" and script == "°" and before[-1:].isdigit():
                return "°"
            return f"{mark}{script}"
        return " " if mark or space else plain or ""

    def _argument(self, depth: int) -> str:
        """A group, or the one sign that stands for it."""
        while self._at < len(self._tokens) and self._tokens[self._at][3]:
            self._at += 1
        if self._at >= len(self._tokens) or self._tokens[self._at][2] == "}":
            return ""
        return self._next(depth + 1, "").strip() if depth < _DEEPEST else ""

    def _command(self, name: str, depth: int) -> str:
        if name in _FRACTIONS:
            made = f"{_atom(self._argument(depth))}/{_atom(self._argument(depth))}"
            self._was_plain = False
            return made
        if name == "sqrt":
            return f"sqrt({self._argument(depth)})"
        if name in ("begin", "end"):
            self._argument(depth)
            return " "
        return "" if name in _SILENT else _SIGNS.get(name, f" {name} ")


def _atom(text: str) -> str:
    return text if not text or _ATOM.fullmatch(text) else f"({text})"
