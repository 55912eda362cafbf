// SPDX-License-Identifier: Apache-2.0
/// @file
/// `make_examples [FOLDER]`: writes the shipped examples, by default to resources/graphs.

#include <cstdio>

#include "engine/compose/file/project_io.h"
#include "tests/engine/compose/examples.h"

int main(int argc, char** argv) {
    const std::string folder = argc > 1 ? argv[1] : WEFT_SOURCE_DIR "/resources/graphs";
    const auto examples = weft::test::examples();
    if (!examples.ok()) {
        std::fprintf(stderr, "%s\n", examples.status().ToString().c_str());
        return 1;
    }
    for (const weft::test::Example& example : *examples) {
        const weft::Status written =
            weft::writeProject(example.document, folder + "/" + example.file);
        if (!written.ok()) {
            std::fprintf(stderr, "%s\n", written.ToString().c_str());
            return 1;
        }
    }
    std::printf("%zu examples in %s\n", examples->size(), folder.c_str());
    return 0;
}
