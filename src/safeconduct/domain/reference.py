"""A case's call sign at the desk: a harmless noun and three digits, such as "Heron 412".

Nouns of nature and household; none is a weapon, a rank, a state's emblem, a place or a person.
"""

import re
from typing import NewType

Reference = NewType("Reference", str)

LIST = """
Acorn Almond Amber Anchor Apple Aspen Barley Basket Beanstalk Beech Birch Biscuit Blanket
Blossom Bottle Bramble Branch Brook Button Candle Canoe Carrot Cedar Chalk Cherry Chestnut Cloud
Clover Cobble Copper Coral Cotton Cranberry Cricket Crocus Cup Dandelion Dawn Dolphin Driftwood
Elder Elm Fern Fiddle Finch Fjord Flax Fountain Garden Ginger Granite Grove Harbour Hazelnut
Hedge Heron Hill Hinge Honey Icicle Inkwell Island Jelly Juniper Kettle Kite Ladder Lantern
Larch Lavender Leaf Lemon Lilac Linden Linen Maple Marble Meadow Melon Mint Mirror Mitten Moss
Nutmeg Oak Oat Orchard Oregano Otter Paper Pebble Pepper Pillow Pine Plum Poplar Puddle Pumpkin
Quartz Quill Radish Rain Raisin Raspberry Reed River Rye Saffron Sage Sparrow Spoon Spruce
Stream Sunrise Swallow Teapot Thyme Tulip Walnut Willow
"""
NOUNS = tuple(LIST.split())
SHORTEST = 1000
SPACE = len(NOUNS) * SHORTEST
# Coprime to every space below, so that neighbours in number are strangers in name.
STRIDE = 77_777_777

SPOKEN = re.compile(r"\s*([A-Za-z]+)[\s-]*([0-9]{3,6})\s*")


class NotAReference(ValueError):
    """The text is no reference that this programme could have given."""


def reference(number: int) -> Reference:
    """The reference of the `number`-th case, counted from 0: each number has its own, for ever.

    Three digits serve the first 120,000 cases, then four, then five.
    """
    if number < 0:
        raise NotAReference
    low, space = 0, SPACE
    while number >= space:
        number -= space
        low = low * 10 or SHORTEST
        space = len(NOUNS) * 9 * low
    figures, noun = divmod(number * STRIDE % space, len(NOUNS))
    return Reference(f"{NOUNS[noun]} {low + figures:03d}")


def parse(text: str) -> Reference:
    """What someone typed as the reference it stands for: case and spacing are forgiven."""
    found = SPOKEN.fullmatch(text)
    if not found or found[1].capitalize() not in NOUNS:
        raise NotAReference
    return Reference(f"{found[1].capitalize()} {found[2]}")
