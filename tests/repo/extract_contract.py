#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
r"""Takes the contracts of some ops out of TensorFlow's op list.

    weft ops | cut -d' ' -f1 | tests/repo/extract_contract.py ops.pbtxt [ops_extra.pbtxt] \
        tests/repo/ops_newer.pbtxt > tests/repo/ops_contract.pbtxt

The op lists are OpList messages in text form, as TensorFlow writes them; op names come one a line on
standard input.
"""
import re
import sys

HEADER = """# Contracts of the ops that Weft registers: names, arguments, attributes, as TensorFlow 2.21 declares
# them. Extracted by extract_contract.py from TensorFlow's op list (Copyright The TensorFlow Authors,
# Apache License 2.0). tst_op_catalogue holds every declaration in engine/ops against it.
"""


def main():
    contracts = {}
    for path in sys.argv[1:]:
        with open(path, encoding="utf-8") as file:
            for text in re.split(r"(?m)^(?=op \{$)", file.read()):
                name = re.search(r'^  name: "(\w+)"', text, re.M)
                if name:
                    contracts.setdefault(name.group(1), text.rstrip("\n"))
    names = sorted({line.strip() for line in sys.stdin if line.strip()})
    missing = [name for name in names if name not in contracts]
    if missing:
        sys.exit("not in the op lists: " + ", ".join(missing))
    print(HEADER + "\n".join(contracts[name] for name in names))


if __name__ == "__main__":
    main()
