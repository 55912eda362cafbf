// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "engine/graph/op_registry.h"
#include "tests/support/close_to.h"
#include "tests/support/update_run.h"

namespace weft::test {

/// An update and what TensorFlow makes of it.
struct UpdateRow {
    std::string op;
    std::vector<std::string> variables;
    std::vector<std::string> constants;
    std::string want;  ///< all variables after two updates
    AttrMap attrs = {};
};

/// @return "" when the row comes true, else what came instead.
inline std::string wrongIn(const UpdateRow& row, double tolerance = 1e-6) {
    UpdateRun run(row.op, row.variables, row.constants, row.attrs);
    run.initialize();
    run.update();
    const std::string second = run.update();
    const std::string wrong = differs(run.values(), row.want, tolerance);
    return wrong.empty() ? wrong : concat(row.op, ": ", second, ": ", wrong);
}

/// Tries the row with one thing wrong at a time: variables without value, a slot, a scalar or the
/// gradient of another shape, indices of another rank or out of range.
/// @return "" when each is refused and leaves the variables as they were, else what was not.
inline std::string acceptedBadInputs(const UpdateRow& row) {
    const std::string code = row.op.starts_with("Resource") ? "NOT_FOUND" : "FAILED_PRECONDITION";
    UpdateRun empty(row.op, row.variables, row.constants, row.attrs);
    const std::string unset = empty.update();
    if (!unset.starts_with(code)) { return concat(row.op, " without values: ", unset); }
    const auto refuses = [&row](const UpdateRow& bad) -> std::string {
        UpdateRun run(bad.op, bad.variables, bad.constants, bad.attrs);
        run.initialize();
        const std::string before = run.values();
        const std::string got = run.update();
        const bool isRefused = got.starts_with("INVALID_ARGUMENT") && run.values() == before;
        return isRefused ? std::string()
                         : concat(row.op, ": ", join(bad.constants, " "), ": ", got);
    };
    const std::string type = std::string(signatureName(literal(row.variables[0]).dtype()));
    const OpDef& op = *OpRegistry::global().find(row.op);
    std::string accepted;
    for (std::size_t i = 1; i < row.variables.size(); ++i) {
        UpdateRow bad = row;
        bad.variables[i] = type + " zeros [7,1]";
        accepted += refuses(bad);
    }
    for (std::size_t i = 0; i < row.constants.size(); ++i) {
        UpdateRow bad = row;
        const std::string& name = op.inputs[row.variables.size() + i].name;
        const Tensor value = literal(row.constants[i]);
        bad.constants[i] = concat(signatureName(value.dtype()), " zeros [1,1,1]");
        accepted += refuses(bad);
        if (name != "indices") { continue; }
        for (const char* index : {"-1", "1000000", "-2147483648"}) {
            std::vector<std::string> indices(static_cast<std::size_t>(value.elements()), "0");
            indices.back() = index;
            bad.constants[i] = concat("int32 [", join(indices, ","), "]");
            accepted += refuses(bad);
        }
    }
    return accepted;
}

}  // namespace weft::test
