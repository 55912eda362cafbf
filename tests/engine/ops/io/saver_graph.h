// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/checkpoint/bundle_reader.h"
#include "engine/checkpoint/bundle_writer.h"
#include "tests/support/graph_fixture.h"

/// @file
/// Graphs of one SaveV2 or RestoreV2.

namespace weft::test {

inline Tensor texts(const std::vector<std::string>& values) {
    return Tensor::ofValues<std::string>(Shape{std::ssize(values)}, values);
}

/// What a saver is told.
struct Saving {
    std::string prefix;
    std::vector<std::string> names;
    std::vector<std::string> parts;
};

/// Runs SaveV2 over constants.
inline Status saveWith(const Saving& saving, const std::vector<Tensor>& tensors) {
    GraphFixture g;
    std::vector<Expr> inputs{g.constant("prefix", Tensor::scalarString(saving.prefix)),
                             g.constant("names", texts(saving.names)),
                             g.constant("parts", texts(saving.parts))};
    for (const Tensor& tensor : tensors) { inputs.push_back(g.constant("t", tensor)); }
    std::vector<DType> types;
    for (const Tensor& tensor : tensors) { types.push_back(tensor.dtype()); }
    g.scope.node("SaveV2", inputs, {{"dtypes", types}}, "save");
    const auto session = WEFT_TRY(g.session());
    return runTargets(*session, {"save"});
}

/// Runs RestoreV2. @return its outputs.
inline Result<std::vector<Tensor>> restoreWith(const Saving& saving,
                                               const std::vector<DType>& types) {
    GraphFixture g;
    g.scope.node(
        "RestoreV2",
        {g.constant("prefix", Tensor::scalarString(saving.prefix)),
         g.constant("names", texts(saving.names)), g.constant("parts", texts(saving.parts))},
        {{"dtypes", types}}, "restore");
    const auto session = WEFT_TRY(g.session());
    RunRequest request;
    for (std::size_t i = 0; i < types.size(); ++i) {
        request.fetches.push_back(concat("restore:", i));
    }
    return session->run(request);
}

}  // namespace weft::test
