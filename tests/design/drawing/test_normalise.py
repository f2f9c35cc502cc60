"""Normalised drawings: what CSS says is in attributes, and what no artwork could show is refused."""

from __future__ import annotations

import base64
from dataclasses import replace

import pytest

from brochurepress.design.drawing.normalise import normalised
from brochurepress.design.drawing.shapes import DrawingFault
from tests.support.drawings import look, svg

CASCADE = {
    "a class": ("<style>.a{fill:#f00}</style><rect class='a'/>", 'fill="#ff0000"'),
    "an element": ("<style>rect{fill:#f00}</style><rect/>", 'fill="#ff0000"'),
    "an identifier over a class": (
        "<style>#b{fill:#f00}.a{fill:#00f}</style><rect class='a' id='b'/>",
        'fill="#ff0000"',
    ),
    "a descendant": ("<style>g rect{fill:#f00}</style><g><rect/></g>", 'fill="#ff0000"'),
    "the later of two": ("<style>.a{fill:#00f}.b{fill:#f00}</style><rect class='b a'/>", 'fill="#ff0000"'),
    "a rule over an attribute": ("<style>.a{fill:red}</style><rect class='a' fill='#00f'/>", 'fill="#ff0000"'),
    "a style over a rule": ("<style>.a{fill:#00f}</style><rect class='a' style='fill:red'/>", 'fill="#ff0000"'),
    "what is important": ("<style>.a{fill:red!important}</style><rect class='a' style='fill:#00f'/>", 'fill="#ff0000"'),
    "a token": ("<rect style='fill:var(--red)'/>", 'fill="#ec0000"'),
    "a variable of its own": ("<g style='--a:var(--red)'><rect fill='var( --a )'/></g>", 'fill="#ec0000"'),
    "what stands for a variable": ("<rect fill='var(--no, rgb(1, 2, 3))'/>", 'fill="#010203"'),
    "the colour around": ("<g color='red'><rect fill='currentColor'/></g>", 'fill="#ff0000"'),
    "a transparent colour": ("<rect fill='#ff000080'/>", 'fill="#ff0000" height'),
    "character data": ("<style><![CDATA[.a{fill:red}]]></style><rect class='a'/>", 'fill="#ff0000"'),
    "all markers": ("<path style='marker:none'/>", 'marker-mid="none"'),
    "a size of type by its name": ("<text font-size='x-large'>a</text>", 'font-size="24px"'),
    "no turn of CSS": ("<rect style='rotate:none' fill='red'/>", 'fill="#ff0000"'),
    "letters that are turned": ("<text rotate='10'>a</text>", 'rotate="10"'),
    "units": ("<g style='transform:translate(3px)'/>", 'transform="matrix(1 0 0 1 3 0)"'),
    "capitals": ("<text style='text-transform:uppercase'>a<tspan>b</tspan></text>", "A<tspan>B"),
    "a branch of the language": (
        "<switch><g systemLanguage='fr' id='a'/><g systemLanguage='nl' id='b'/></switch>",
        '<g><g id="b" />',
    ),
}


@pytest.mark.parametrize("case", CASCADE)
def test_what_is_said_of_an_element_is_in_its_attributes(case: str) -> None:
    body, wanted = CASCADE[case]
    drawn = normalised(svg(body), {"red": "#ec0000"}, "nl-NL").svg.replace(' fill-opacity="0.502"', "")
    assert wanted.removesuffix(" height") in drawn
    assert not any(said in drawn for said in ("#0000ff", "style", "class"))


WRONG = {
    "an unknown rule": ("<style>@layer a{}</style>", "has @layer in its style; export it as SVG 1.1"),
    "fonts of its own": ("<style>@font-face{font-family:a}</style>", "fonts are those of the edition"),
    "a rule in a rule": ("<style>g{rect{fill:red}}</style><g/>", "a rule within a rule"),
    "a colour beyond CSS 4": ("<rect fill='oklch(60% 0.15 230)'/>", "has the colour 'oklch(60% 0.15 230)'"),
    "a turn of CSS": ("<rect style='rotate:30deg'/>", "is drawn with rotate: 30deg"),
    "a scale of CSS": ("<style>rect{scale:2}</style><rect/>", "is drawn with scale: 2"),
    "a shadow of letters": ("<text style='text-shadow:1px 1px red'>a</text>", "is drawn with text-shadow"),
    "a mask that is a gradient": ("<rect style='mask:linear-gradient(#000,#fff)'/>", "is cut by linear-gradient"),
    "a text that runs to the left": ("<text direction='rtl'>a</text>", "has words with direction: rtl"),
    "a size by that of another": ("<text font-size='larger'>a</text>", "write it as a number"),
    "a measure to reckon": ("<rect style='width:calc(1px + 1px)'/>", "write it as a number"),
    "quarters of a millimetre": ("<rect width='40Q'/>", "write it as a number"),
    "colours mixed as light is": ("<g style='color-interpolation:linearRGB'/>", "other programs do not draw"),
    "a clip of CSS": ("<rect style='clip-path:circle(9px)'/>", "is cut by circle()"),
    "turning in space": ("<g style='transform:rotateX(1deg)'/>", "the transformation “rotateX”"),
    "a token without a name": ("<rect fill='var(-zee)'/>", "var(-zee)"),
    "a bracket too many": ("<g transform='rotate(9) scale(2))'/>", "the transformation “)”"),
    "a bracket too few": (
        "<linearGradient gradientTransform='rotate(9'><stop offset='1'/></linearGradient>",
        "the transformation “rotate(9”",
    ),
    "a length that is none": ("<line x1='a' vector-effect='non-scaling-stroke'/>", "has 'a' where a length belongs"),
    "a token that is not declared": ("<rect fill='var(--redd)'/>", "'redd': did you mean 'red'"),
    "a font of elsewhere": ("<text font-family='Helvetica'>a</text>", "sets 'a' in Helvetica, which the edition"),
    "a cut of elsewhere": (
        "<text font-family='Newsreader' font-style='italic' font-weight='700'>a</text>",
        "bold italic",
    ),
    "a letter of elsewhere": ("<text font-family='Newsreader'>H₂O</text>", "Newsreader, which has no ₂"),
    "a drawing with words in it": ("<image href='data:image/svg+xml;base64,{}'/>", "holds a drawing with words"),
}


@pytest.mark.parametrize("case", WRONG)
def test_what_would_be_drawn_otherwise_is_refused(case: str) -> None:
    body, words = WRONG[case]
    inner = base64.b64encode(svg("<text font-family='Newsreader'>a</text>").encode()).decode()
    drawing = svg(body.replace("{}", inner) if "base64" in body else body)
    with pytest.raises(DrawingFault) as caught:
        look_with_red(drawing)
    assert words in str(caught.value)


def look_with_red(text: str) -> None:
    replace(look(), values=(("red", "#ec0000"),)).drawing(text)


@pytest.mark.parametrize("root", ['viewBox="0 0 0 9"', 'viewBox="0 0 9 9" width="0"', 'viewBox="0 0 9"'])
def test_a_drawing_without_a_size(root: str) -> None:
    with pytest.raises(DrawingFault, match="viewBox without a size"):
        normalised(svg("", root))


@pytest.mark.parametrize(
    ("root", "size"),
    [
        ('viewBox="0 0 20 10"', (None, None)),
        ('viewBox="0 0 20 10" width="30mm"', (113.386, 56.693)),
        ('viewBox="0 0 20 10" width="100%"', (None, None)),
        ('width="1in" height="72pt"', (96, 96)),
    ],
)
def test_the_size_is_what_it_says(root: str, size: tuple[float | None, float | None]) -> None:
    drawing = normalised(svg("", root))
    assert (drawing.width, drawing.height) == pytest.approx(size, abs=0.001) or size == (None, None)
    assert drawing.width is None or drawing.ratio == pytest.approx(drawing.width / (drawing.height or 1))


def test_words_are_those_that_are_drawn() -> None:
    body = "<defs><g id='a'><text>twice</text></g><text>never</text></defs><title>not</title>"
    body += "<use href='#a'/><use href='#a'/>"
    assert normalised(svg(f"{body}<text>in <tspan>two</tspan></text>")).words == ("twice", "twice", "in two")


def test_a_gradient_that_repeats_is_one_with_more_stops() -> None:
    gradient = "<linearGradient id='g' x2='.5' spreadMethod='repeat'><stop/><stop offset='1'/></linearGradient>"
    drawn = normalised(svg(f"{gradient}<rect width='9' height='9' fill='url(#g)'/>")).svg
    assert 'spreadMethod="pad"' in drawn
    assert drawn.count("<stop") == 4


def test_a_pattern_becomes_copies_and_one_of_too_many_stays() -> None:
    cell = "<pattern id='p' width='{0}' height='{0}' patternUnits='userSpaceOnUse'><circle r='1'/></pattern>"
    body = f"{cell}<rect width='100' height='100' fill='url(#p)'/>"
    assert normalised(svg(body.format(10))).svg.count("<use") == 100
    assert normalised(svg(body.format(1))).svg.count("<use") == 0
