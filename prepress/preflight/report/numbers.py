"""Numbers as a page for people writes them."""


def number(value: float, places: int = 0, decimal: str = ".") -> str:
    """A number with at most so many decimals, no trailing zeros, and this decimal sign."""
    text = f"{value:.{places}f}"
    short = text.rstrip("0").rstrip(".") if "." in text else text
    return short.replace(".", decimal)


def signed(value: float, places: int = 0, decimal: str = ".") -> str:
    """A difference with its sign, as `number` writes it; 0 for one that rounds to it."""
    size = number(abs(value), places, decimal)
    return size if size == "0" else f"{'+' if value > 0 else '−'}{size}"
