#!/usr/bin/env python3
"""What Pillow makes of picture files: pillow_pixels.py SIDE OUT < PATHS. For each path OUT gets width and height as int32 and the RGB bytes, of the
upright picture with its shorter side resized to SIDE (bilinear, antialiased) and its middle cropped, as torchvision does it."""
import struct
import sys

from PIL import Image, ImageOps

from make_golden import centre_cropped, resized_shorter_side

side = int(sys.argv[1])
with open(sys.argv[2], "wb") as out:
    for path in sys.stdin.read().splitlines():
        picture = ImageOps.exif_transpose(Image.open(path)).convert("RGB")
        seen = centre_cropped(resized_shorter_side(picture, side), side)
        out.write(struct.pack("<ii", *seen.size) + seen.tobytes())
