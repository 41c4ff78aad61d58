#!/usr/bin/env python3
"""Makes golden/ anew: small pictures of every kind, and what Pillow makes of them. Needs Pillow and numpy.

golden.json lists for each file the PPM with the upright RGB pixels that Pillow's convert("RGB") gives and what its header says; and for each
view of view.png the PPM and the float32 values that torchvision's Resize, CenterCrop, ToTensor and Normalize give, by Pillow and numpy."""
import json
from pathlib import Path

import numpy as np
from PIL import Image, ImageOps

FOLDER = Path(__file__).parent / "golden"
WIDTH, HEIGHT = 24, 16
MEAN = np.array([0.485, 0.456, 0.406], np.float32).reshape(3, 1, 1)
DEVIATION = np.array([0.229, 0.224, 0.225], np.float32).reshape(3, 1, 1)
# The picture that each orientation stores so that it stands upright.
STORED_AS = {2: Image.Transpose.FLIP_LEFT_RIGHT, 3: Image.Transpose.ROTATE_180, 4: Image.Transpose.FLIP_TOP_BOTTOM,
             5: Image.Transpose.TRANSPOSE, 6: Image.Transpose.ROTATE_90, 7: Image.Transpose.TRANSVERSE,
             8: Image.Transpose.ROTATE_270}

samples = []
expectations = {}


def pattern(width, height):
    y, x = np.mgrid[0:height, 0:width]
    return np.stack([x * 255 // (width - 1), y * 255 // (height - 1), (x * 5 + y * 11) % 256], -1).astype(np.uint8)


def expected_name(pixels, suggestion):
    """Equal pixels share a file."""
    key = pixels.shape + (pixels.tobytes(),)
    if key not in expectations:
        expectations[key] = suggestion + ".ppm"
        Image.fromarray(pixels).save(FOLDER / expectations[key])
    return expectations[key]


def sample(name, picture, colour="colour", bits=8, alpha=False, orientation=1, pixels=None, **options):
    picture.save(FOLDER / name, **options)
    if pixels is None:
        pixels = np.asarray(ImageOps.exif_transpose(Image.open(FOLDER / name)).convert("RGB"))
    samples.append({"file": name, "expected": expected_name(pixels, "pixels-" + name.replace(".", "-")), "colour": colour, "bits": bits,
                    "alpha": alpha, "orientation": orientation})


def make_samples():
    rgb = pattern(WIDTH, HEIGHT)
    picture = Image.fromarray(rgb)
    grey = picture.convert("L")
    clear = Image.fromarray(np.dstack([rgb, (rgb[:, :, 2] // 2 + 64)]), "RGBA")
    palette = picture.quantize(17)
    deep = np.asarray(grey).astype(np.uint16) * 256 + 77
    deep_as_rgb = np.repeat(np.asarray(grey)[:, :, None], 3, 2)  # the upper 8 bits; Pillow clips 16-bit grey instead
    sample("rgb.png", picture)
    sample("grey.png", grey, "grey")
    sample("bits.png", picture.convert("1"), "grey", bits=1)
    sample("palette.png", palette, "palette")
    sample("palette-clear.png", palette, "palette", alpha=True, transparency=3)
    sample("clear.png", clear, alpha=True)
    sample("grey-clear.png", clear.convert("LA"), "grey", alpha=True)
    sample("deep.png", Image.fromarray(deep), "grey", bits=16, pixels=deep_as_rgb)
    sample("rgb.jpg", picture, quality=90)
    sample("grey.jpg", grey, "grey", quality=90)
    sample("cmyk.jpg", picture.convert("CMYK"), "cmyk", quality=90)
    sample("progressive.jpg", picture, quality=90, progressive=True)
    sample("full.jpg", picture, quality=90, subsampling=0)
    sample("rgb.bmp", picture)
    sample("grey.bmp", grey, "palette")
    sample("rgb.ppm", picture)
    sample("grey.pgm", grey, "grey")
    sample("rgb.tif", picture)
    sample("packed.tif", picture, compression="tiff_lzw")
    sample("grey.tif", grey, "grey")
    sample("palette.tif", palette, "palette")
    sample("deep.tif", Image.fromarray(deep), "grey", bits=16, pixels=deep_as_rgb)
    sample("cmyk.tif", picture.convert("CMYK"), "cmyk")
    sample("rgb.webp", picture, lossless=True)
    sample("lossy.webp", picture)
    sample("clear.webp", clear, alpha=True, lossless=True, exact=True)
    sample("one.png", Image.fromarray(rgb[3:4, 5:6]))
    sample("one.jpg", Image.fromarray(rgb[3:4, 5:6]))
    for orientation in range(1, 9):
        exif = Image.Exif()
        exif[0x0112] = orientation
        stored = picture.transpose(STORED_AS[orientation]) if orientation > 1 else picture
        for extension, options in (("jpg", {"quality": 90}), ("png", {}), ("tif", {}), ("webp", {"lossless": True})):
            sample(f"turned-{orientation}.{extension}", stored, orientation=orientation, exif=exif, **options)


def resized_shorter_side(picture, side):
    width, height = picture.size
    shorter, longer = min(width, height), max(width, height)
    if shorter == side:
        return picture
    other = int(side * longer / shorter)
    return picture.resize((side, other) if width <= height else (other, side), Image.BILINEAR)


def centre_cropped(picture, size):
    width, height = picture.size
    if size > width or size > height:
        left, top = (size - width) // 2 if size > width else 0, (size - height) // 2 if size > height else 0
        right = (size - width + 1) // 2 if size > width else 0
        below = (size - height + 1) // 2 if size > height else 0
        picture = ImageOps.expand(picture, (left, top, right, below), 0)
        width, height = picture.size
    left, top = int(round((width - size) / 2.0)), int(round((height - size) / 2.0))
    return picture.crop((left, top, left + size, top + size))


def make_views():
    picture = Image.fromarray(pattern(61, 45))
    picture.save(FOLDER / "view.png")
    views = []
    for resize, crop in ((32, 24), (45, 45), (20, 20), (96, 64), (24, 40), (31, 17), (1, 1)):
        seen = centre_cropped(resized_shorter_side(picture, resize), crop)
        name = f"view-{resize}-{crop}"
        seen.save(FOLDER / f"{name}.ppm")
        view = {"resize": resize, "crop": crop, "expected": f"{name}.ppm"}
        if resize == 32:
            values = (np.asarray(seen).transpose(2, 0, 1).astype(np.float32) / np.float32(255) - MEAN) / DEVIATION
            values.astype("<f4").tofile(FOLDER / f"{name}.f32")
            grey = np.asarray(seen.convert("L")).astype(np.float32) / np.float32(255)
            grey.astype("<f4").tofile(FOLDER / f"{name}-grey.f32")
            view |= {"values": f"{name}.f32", "grey": f"{name}-grey.f32"}
        views.append(view)
    return views


def main():
    FOLDER.mkdir(exist_ok=True)
    for old in FOLDER.iterdir():
        old.unlink()
    make_samples()
    text = json.dumps({"pillow": Image.__version__, "samples": samples, "views": make_views()}, indent=1)
    (FOLDER / "golden.json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
