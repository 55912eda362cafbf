// SPDX-License-Identifier: Apache-2.0
#include "engine/graph/op_registry.h"

#include <algorithm>
#include <atomic>
#include <memory>
#include <unordered_map>

#include "engine/base/mutex.h"
#include "engine/graph/io/signature_reader.h"

namespace weft {
namespace {

struct NameHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view name) const {
        return std::hash<std::string_view>()(name);
    }
};

using OpTable =
    std::unordered_map<std::string, std::unique_ptr<const OpDef>, NameHash, std::equal_to<>>;

/// "Tlist" in an argument is a type or a list of types; only the attribute says which.
Status resolveArgs(const OpDef& op, std::vector<ArgDef>& args) {
    for (ArgDef& arg : args) {
        if (!arg.numberAttr.empty()) {
            const AttrDef* number = op.attr(arg.numberAttr);
            if (number == nullptr || number->kind != "int") {
                return invalidArgument(concat("op '", op.name, "', argument '", arg.name,
                                              "': no int attribute '", arg.numberAttr, "'"));
            }
        }
        if (arg.typeAttr.empty()) { continue; }
        const AttrDef* type = op.attr(arg.typeAttr);
        if (type != nullptr && type->kind == "list(type)") {
            arg.typeListAttr = std::move(arg.typeAttr);
            arg.typeAttr.clear();
        } else if (type == nullptr || type->kind != "type") {
            return invalidArgument(concat("op '", op.name, "', argument '", arg.name,
                                          "': no type or type attribute '", arg.typeAttr, "'"));
        }
    }
    return okStatus();
}

}  // namespace

struct OpRegistry::State {
    Mutex mutex;
    std::atomic<bool> frozen{false};
    OpTable ops;  // guarded by mutex until frozen, then never changed
};

OpRegistry::OpRegistry() : m_state(new State) {}

OpRegistry& OpRegistry::global() {
    static OpRegistry registry;
    return registry;
}

Status OpRegistry::add(OpDef def) {
    WEFT_TRY(resolveArgs(def, def.inputs));
    WEFT_TRY(resolveArgs(def, def.outputs));
    const MutexLock lock(m_state->mutex);
    if (m_state->frozen.load(std::memory_order_relaxed)) {
        return failedPrecondition(
            concat("op '", def.name, "' comes too late: the registry is frozen by a session"));
    }
    if (m_state->ops.contains(def.name)) {
        return alreadyExists(concat("op '", def.name, "' is registered already"));
    }
    std::string name = def.name;
    m_state->ops.emplace(std::move(name), std::make_unique<const OpDef>(std::move(def)));
    return okStatus();
}

const OpDef* OpRegistry::find(std::string_view name) const {
    const auto look = [this, name]() -> const OpDef* {
        const auto found = m_state->ops.find(name);
        return found == m_state->ops.end() ? nullptr : found->second.get();
    };
    if (m_state->frozen.load(std::memory_order_acquire)) { return look(); }
    const MutexLock lock(m_state->mutex);
    return look();
}

std::vector<const OpDef*> OpRegistry::all() const {
    std::vector<const OpDef*> out;
    {
        const MutexLock lock(m_state->mutex);
        out.reserve(m_state->ops.size());
        for (const auto& [name, def] : m_state->ops) { out.push_back(def.get()); }
    }
    std::sort(out.begin(), out.end(),
              [](const OpDef* a, const OpDef* b) { return a->name < b->name; });
    return out;
}

void OpRegistry::freeze() {
    const MutexLock lock(m_state->mutex);
    m_state->frozen.store(true, std::memory_order_release);
}

Result<ArgDef> parseArg(std::string_view text, std::string_view description) {
    return SignatureReader(text).arg(description);
}

Result<AttrDef> parseAttr(std::string_view text) { return SignatureReader(text).attr(); }

}  // namespace weft
