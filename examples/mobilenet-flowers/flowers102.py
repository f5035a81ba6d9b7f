"""Sorts Oxford's 102 flowers into train/ and test/ with a folder of images a class:

    python3 flowers102.py DOWNLOADS data

DOWNLOADS holds jpg/, imagelabels.mat and setid.mat from https://www.robots.ox.ac.uk/~vgg/data/flowers/102/. The two are
MATLAB 5 files, which takes scipy (pip install scipy) to read. Images are linked, not copied.

The original trained on the largest of the three sets (tstid, 6,149 images) and tested on trnid (1,020), the other way
round than Oxford names them; so does this. valid (1,020) is left out.
"""

import sys
from pathlib import Path

from scipy.io import loadmat

sides = {"train": "tstid", "test": "trnid"}


def sort(downloads, target):
    labels = loadmat(downloads / "imagelabels.mat")["labels"].ravel()
    sets = loadmat(downloads / "setid.mat")
    for side, name in sides.items():
        # Images and classes count from 1.
        for number in sets[name].ravel():
            image = downloads / "jpg" / f"image_{number:05}.jpg"
            if not image.is_file():
                sys.exit(f"{image} is missing: unpack 102flowers.tgz in {downloads}.")
            folder = target / side / f"{labels[number - 1]:03}"
            folder.mkdir(parents=True, exist_ok=True)
            link = folder / image.name
            if not link.is_symlink():
                link.symlink_to(image.resolve())
        print(f"{target / side}: {sets[name].size} images")


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit("Which folders? python3 flowers102.py DOWNLOADS data")
    sort(Path(sys.argv[1]), Path(sys.argv[2]))
