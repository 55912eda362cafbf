// SPDX-License-Identifier: Apache-2.0
#include "engine/kernel/resource_store.h"

#include "engine/base/strings.h"

namespace weft {

Result<Tensor*> Variable::writable(Allocator& allocator) {
    if (!initialized()) {
        return failedPrecondition(concat("Attempting to use uninitialized value ", m_name));
    }
    if (!m_value.unique()) { m_value = WEFT_TRY(m_value.clone(allocator)); }
    ++m_version;
    return &m_value;
}

std::string Variable::describe() const {
    const MutexLock lock(m_mutex);
    return initialized() ? concat(m_type, m_value.shape(), ", initialized")
                         : concat(m_type, m_shape, ", not initialized");
}

Result<std::map<std::string, Tensor>> Variable::save() const {
    const MutexLock lock(m_mutex);
    if (!initialized()) {
        return failedPrecondition(concat("variable '", m_name, "' is not initialized"));
    }
    return std::map<std::string, Tensor>{{m_name, WEFT_TRY(m_value.clone())}};
}

Status Variable::restore(const std::map<std::string, Tensor>& state) {
    const auto found = state.find(m_name);
    if (found == state.end()) {
        return invalidArgument(concat("no value for variable '", m_name, "'"));
    }
    const Tensor& value = found->second;
    if (value.dtype() != m_type || !m_shape.compatibleWith(value.shape())) {
        return invalidArgument(concat("value of variable '", m_name, "': got ", value.dtype(),
                                      value.shape(), ", want ", m_type, m_shape));
    }
    Tensor copy = WEFT_TRY(value.clone());
    const MutexLock lock(m_mutex);
    set(std::move(copy));
    return okStatus();
}

std::vector<ResourceStore::Entry> ResourceStore::entries() const {
    const MutexLock lock(m_mutex);
    std::vector<Entry> out;
    for (const auto& [key, resource] : m_resources) {
        out.push_back({key.first, key.second, resource});
    }
    return out;
}

Status ResourceStore::restore(const std::string& container, const std::string& name,
                              std::map<std::string, Tensor> state) {
    const MutexLock lock(m_mutex);
    const Key key(container, name);
    m_states[key] = std::move(state);
    const auto found = m_resources.find(key);
    return found == m_resources.end() ? okStatus() : giveState(key, *found->second);
}

Status ResourceStore::giveState(const Key& key, Resource& resource) {
    const auto state = m_states.extract(key);
    return state.empty() ? okStatus() : resource.restore(state.mapped());
}

bool ResourceStore::erase(const std::string& container, const std::string& name) {
    const MutexLock lock(m_mutex);
    m_states.erase({container, name});
    return m_resources.erase({container, name}) > 0;
}

void ResourceStore::clear() {
    const MutexLock lock(m_mutex);
    m_resources.clear();
    m_states.clear();
}

}  // namespace weft
