// SPDX-License-Identifier: Apache-2.0
#include "engine/compose/functions/call_ports.h"

#include <algorithm>

#include "engine/compose/functions/bars.h"

namespace weft {
namespace {

std::string functionIn(const OpItem& op, const char* attr) {
    return op.attrs.getOr<FunctionAttr>(attr, {}).name;
}

std::vector<std::string> branchesOf(const OpItem& op) {
    std::vector<std::string> names;
    for (const auto& branch : op.attrs.getOr<std::vector<FunctionAttr>>("branches", {})) {
        names.push_back(branch.name);
    }
    return names;
}

bool isWhile(const OpItem& op) { return op.op == "While" || op.op == "StatelessWhile"; }

using Types = std::vector<DType>;

/// Whether all types are known: a body may still lack wires.
bool isComplete(const FunctionTypes& types) {
    return std::ranges::find(types.arguments, DType::Invalid) == types.arguments.end() &&
           std::ranges::find(types.results, DType::Invalid) == types.results.end();
}

Status checkTypes(const std::string& function, const char* what, const Types& got,
                  const Types& want) {
    if (got == want) { return okStatus(); }
    return invalidArgument(concat(what, " of function '", function, "' do not fit: got ",
                                  typesText(got), ", want ", typesText(want)));
}

}  // namespace

std::optional<CallPorts> callPorts(const OpItem& op) {
    const std::string& type = op.op;
    if (type == "PartitionedCall" || type == "StatefulPartitionedCall" || type == "RemoteCall") {
        return CallPorts{functionIn(op, "f"), "args", 0, "Tout"};
    }
    if (type == "If" || type == "StatelessIf") {
        return CallPorts{functionIn(op, "then_branch"), "input", 0, "Tout"};
    }
    if (type == "Case" || type == "StatelessCase") {
        const std::vector<std::string> branches = branchesOf(op);
        return CallPorts{branches.empty() ? std::string() : branches.front(), "input", 0, "Tout"};
    }
    if (isWhile(op)) { return CallPorts{functionIn(op, "body"), "input", 0, "T", true}; }
    if (type == "For") { return CallPorts{functionIn(op, "body"), "input", 1, "T"}; }
    return std::nullopt;
}

std::optional<std::vector<const Item*>> argumentsOfCall(const Document& document,
                                                        const OpItem& op) {
    const auto ports = callPorts(op);
    const Item* function = ports ? functionNamed(document, ports->function) : nullptr;
    if (function == nullptr) { return std::nullopt; }
    std::vector<const Item*> arguments = argumentsOf(document, function->id);
    arguments.erase(arguments.begin(), arguments.begin() + static_cast<std::ptrdiff_t>(std::min(
                                                               ports->skipped, arguments.size())));
    return arguments;
}

std::optional<std::vector<const Item*>> resultsOfCall(const Document& document, const OpItem& op) {
    const auto ports = callPorts(op);
    const Item* function = ports ? functionNamed(document, ports->function) : nullptr;
    if (function == nullptr) { return std::nullopt; }
    return ports->loops ? argumentsOf(document, function->id) : resultsOf(document, function->id);
}

void completeCall(const KnownFunctions& known, const OpItem& op, AttrMap& attrs) {
    const auto ports = callPorts(op);
    const auto found = ports ? known.find(ports->function) : known.end();
    if (found == known.end() || attrs.has(ports->types) || !isComplete(found->second)) { return; }
    attrs.set(ports->types, ports->loops ? found->second.arguments : found->second.results);
}

std::int64_t calledElements(const KnownFunctions& known, const OpItem& op,
                            const std::string& argument) {
    const auto ports = callPorts(op);
    const auto found = ports ? known.find(ports->function) : known.end();
    if (found == known.end() || ports->inputs != argument) { return 0; }
    return std::ssize(found->second.arguments) - static_cast<std::ptrdiff_t>(ports->skipped);
}

Status checkCall(const KnownFunctions& known, const OpItem& op, const AttrMap& attrs) {
    const auto ports = callPorts(op);
    if (!ports) { return okStatus(); }
    const Types outputs = attrs.getOr<Types>(ports->types, {});
    const Types inputs =
        ports->loops || ports->skipped > 0 ? outputs : attrs.getOr<Types>("Tin", {});
    const auto check = [&](const std::string& name, const Types& results) -> Status {
        const auto found = known.find(name);
        if (found == known.end() && !name.empty()) {
            return invalidArgument(concat("calls the function '", name, "', which is not there"));
        }
        if (found == known.end() || !isComplete(found->second)) { return okStatus(); }
        Types wanted = found->second.arguments;
        wanted.erase(wanted.begin(), wanted.begin() + static_cast<std::ptrdiff_t>(
                                                          std::min(ports->skipped, wanted.size())));
        WEFT_TRY(checkTypes(name, "arguments", inputs, wanted));
        return checkTypes(name, "results", found->second.results, results);
    };
    if (isWhile(op)) {
        const std::string cond = functionIn(op, "cond");
        const auto found = known.find(cond);
        if (found != known.end() && found->second.results.size() != 1) {
            return invalidArgument(concat("wrong number of results of condition '", cond, "': got ",
                                          found->second.results.size(), ", want 1"));
        }
        WEFT_TRY(check(cond, found == known.end() ? Types() : found->second.results));
    }
    if (op.attrs.has("else_branch")) { WEFT_TRY(check(functionIn(op, "else_branch"), outputs)); }
    for (const std::string& branch : branchesOf(op)) { WEFT_TRY(check(branch, outputs)); }
    return check(ports->function, outputs);
}

}  // namespace weft
