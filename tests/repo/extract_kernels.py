#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Takes what TensorFlow's CPU can do for some ops out of its lists of kernels and gradients.

    weft ops | cut -d' ' -f1 | tests/repo/extract_kernels.py cpu_kernels.txt gradients.txt > tests/repo/ops_kernels.txt

One line a kernel, its type attributes: `Abs T=float32|int32`; and `Abs gradient` for each op that has one.
"""
import sys

HEADER = """# What TensorFlow 2.21's CPU does for the ops that Weft registers: one line a kernel with the values its type
# attributes take, and a line "OP gradient" for each op that it differentiates. Written by extract_kernels.py.
"""


def merged(kernels):
    """Kernels that differ in the values of one attribute become one."""
    for name in sorted({attr for kernel in kernels for attr in kernel}):
        groups = {}
        for kernel in kernels:
            rest = tuple(sorted((k, tuple(sorted(v))) for k, v in kernel.items() if k != name))
            groups.setdefault((rest, name in kernel), set()).update(kernel.get(name, ()))
        kernels = [dict((k, set(v)) for k, v in rest) | ({name: values} if has else {})
                   for (rest, has), values in groups.items()]
    return kernels


def kernels(path, wanted):
    op = ""
    found = {}
    with open(path, encoding="utf-8") as file:
        for line in file:
            if line[0] not in " #\n":
                op = line.strip()
            elif line.startswith("  CPU") and op in wanted:
                words = [word.split("=") for word in line.split()[1:]]
                types = {k: set(v.split("|")) for k, v in words if v and k not in ("host", "label")}
                found.setdefault(op, []).append(types)
    for op, list_ in found.items():
        for kernel in merged(list_):
            yield " ".join([op] + [f"{k}={'|'.join(sorted(v))}" for k, v in sorted(kernel.items())])


def gradients(path, wanted):
    with open(path, encoding="utf-8") as file:
        for line in file:
            words = line.split()
            if line[0] != "#" and words[0] in wanted and "none" not in words:
                yield words[0] + " gradient"


def main():
    wanted = {line.strip() for line in sys.stdin}
    lines = set(kernels(sys.argv[1], wanted)) | set(gradients(sys.argv[2], wanted))
    print(HEADER + "\n".join(sorted(lines)))


if __name__ == "__main__":
    main()
