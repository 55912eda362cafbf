// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "engine/base/mutex.h"
#include "engine/base/status.h"
#include "engine/tensor/partial_shape.h"
#include "engine/tensor/tensor.h"

namespace weft {

/// Something that lasts longer than a step: a variable, a generator's position, a queue.
class Resource {
public:
    virtual ~Resource() = default;
    /// "variable", "generator", ...
    virtual std::string kind() const = 0;
    /// One line for people: `float32[784,256], initialized`.
    virtual std::string describe() const = 0;
    /// Its whole state as named tensors. Errors: FailedPrecondition when it has none yet.
    virtual Result<std::map<std::string, Tensor>> save() const = 0;
    /// Takes back what save() gave. Errors: InvalidArgument when it does not fit.
    virtual Status restore(const std::map<std::string, Tensor>& state) = 0;
};

/// The value of a variable. One master buffer; writers that find it shared (a fetch, a snapshot, a
/// reshape of it still in use) replace it instead of writing into it.
/// Threading: hold mutex() around use while several runs are in flight (the executor does).
class Variable final : public Resource {
public:
    Variable(std::string name, DType type, PartialShape shape)
        : m_name(std::move(name)), m_type(type), m_shape(std::move(shape)) {}

    const std::string& name() const { return m_name; }
    DType dtype() const { return m_type; }
    const PartialShape& shape() const { return m_shape; }  ///< as declared
    bool initialized() const { return m_value.valid(); }
    /// The current value, shared; an invalid tensor before initialization.
    const Tensor& value() const { return m_value; }
    /// Replaces the value (its buffer is taken over; the caller must not write to it afterwards).
    void set(Tensor value) {
        m_value = std::move(value);
        ++m_version;
    }
    /// The value to be written in place: a private copy is made first if the buffer is shared.
    /// Errors: FailedPrecondition before initialization; ResourceExhausted.
    Result<Tensor*> writable(Allocator& allocator);
    /// Grows with each write.
    std::uint64_t version() const { return m_version; }
    Mutex& mutex() const { return m_mutex; }

    std::string kind() const override { return "variable"; }
    std::string describe() const override;
    Result<std::map<std::string, Tensor>> save() const override;
    Status restore(const std::map<std::string, Tensor>& state) override;

private:
    const std::string m_name;
    const DType m_type;
    const PartialShape m_shape;
    mutable Mutex m_mutex;
    Tensor m_value;
    std::uint64_t m_version = 0;
};

/// All state of a session: (container, name) to a typed resource. Threading: any thread.
class ResourceStore {
public:
    /// The resource, made by `make` if it is not there. Errors: InvalidArgument when it is of
    /// another type.
    template <class T>
    Result<std::shared_ptr<T>> findOrMake(const std::string& container, const std::string& name,
                                          const std::function<std::shared_ptr<T>()>& make) {
        const MutexLock lock(m_mutex);
        std::shared_ptr<Resource>& entry = m_resources[{container, name}];
        const bool made = entry == nullptr;
        if (made) { entry = make(); }
        std::shared_ptr<T> typed = std::dynamic_pointer_cast<T>(entry);
        if (typed == nullptr) {
            return invalidArgument("resource '" + name + "' is a " + entry->kind());
        }
        if (made) { WEFT_TRY(giveState({container, name}, *entry)); }
        return typed;
    }
    /// Null when there is none or it is of another type.
    template <class T>
    std::shared_ptr<T> find(const std::string& container, const std::string& name) const {
        const MutexLock lock(m_mutex);
        const auto found = m_resources.find({container, name});
        return found == m_resources.end() ? nullptr : std::dynamic_pointer_cast<T>(found->second);
    }
    struct Entry {
        std::string container;
        std::string name;
        std::shared_ptr<Resource> resource;
    };
    /// A snapshot of the list, in name order.
    std::vector<Entry> entries() const;
    /// Gives a resource the state that save() gave; one that is not there yet takes it when it is
    /// made. Errors: those of Resource::restore(), then or there.
    Status restore(const std::string& container, const std::string& name,
                   std::map<std::string, Tensor> state);
    bool erase(const std::string& container, const std::string& name);
    void clear();

private:
    using Key = std::pair<std::string, std::string>;
    Status giveState(const Key& key, Resource& resource) ABSL_EXCLUSIVE_LOCKS_REQUIRED(m_mutex);

    mutable Mutex m_mutex;
    std::map<Key, std::shared_ptr<Resource>> m_resources ABSL_GUARDED_BY(m_mutex);
    std::map<Key, std::map<std::string, Tensor>> m_states
        ABSL_GUARDED_BY(m_mutex);  // of resources that are not made yet
};

}  // namespace weft
