"""The same updates in NumPy on one core, float32, in place: the peer of `npm run bench`.

One call moves (or counts) 2^20 walkers.
"""

import time

import numpy as np
from serve import offer, serve

WALKERS = 1 << 20
RATE = np.float32(0.05)

rng = np.random.default_rng(1)
x = rng.standard_normal(WALKERS, dtype=np.float32)
noise = np.empty_like(x)
force = np.empty_like(x)
tilts = np.array([-0.6, -0.2, 0.2, 0.6], dtype=np.float32)


def well_force():
    """force = x^3 - x, without a temporary."""
    np.multiply(x, x, out=force)
    np.subtract(force, 1, out=force)
    np.multiply(force, x, out=force)


def langevin():
    well_force()
    np.multiply(force, RATE, out=force)
    np.subtract(x, force, out=x)
    rng.standard_normal(out=noise, dtype=np.float32)
    np.multiply(noise, np.float32(0.05), out=noise)
    np.add(x, noise, out=x)


def sgd():
    well_force()
    np.add(force, tilts[rng.integers(0, 4, WALKERS, dtype=np.uint8)], out=force)
    np.multiply(force, RATE, out=force)
    np.subtract(x, force, out=x)


def histogram():
    np.histogram(x, bins=256, range=(-2.5, 2.5))


CASES = {"langevin 1-D": langevin, "sgd 1-D": sgd, "histogram 256 cells": histogram}


def open_case(name):
    if name in CASES:
        offer(name, "float32 in place", CASES[name])


serve(f"NumPy {np.__version__}, one core, float32 in place", open_case, time.perf_counter)
