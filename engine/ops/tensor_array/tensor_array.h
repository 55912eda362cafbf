// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "engine/kernel/op_builder.h"

/// @file
/// The list behind a TensorArray handle, and how its ops find it.

namespace weft::lists {

/// A list of tensors of one dtype that lives for one run. Each element is written once and, by
/// default, read once, after which its memory is free; arrays of gradients add up what is written.
/// Threading: the run's.
class TensorArray final : public Resource {
public:
    /// How an array behaves, from the attributes of TensorArrayV3.
    struct Rules {
        DType type = DType::Invalid;
        PartialShape elementShape;
        bool isDynamic = false;   ///< grows with writes
        bool clearsRead = true;   ///< an element is dropped when it was read
        bool sameShapes = false;  ///< the first write settles the element shape
        bool addsWrites = false;  ///< writes to one place add up
    };
    TensorArray(std::string name, Rules rules, std::int64_t size)
        : m_name(std::move(name)), m_rules(std::move(rules)), m_slots(asSize(size)) {}

    const std::string& name() const { return m_name; }
    const Rules& rules() const { return m_rules; }
    std::int64_t size() const { return std::ssize(m_slots); }
    /// Errors: InvalidArgument for an index outside, another shape, a second write.
    Status write(std::int64_t index, const Tensor& value, Allocator& allocator);
    /// Zeros where nothing was written and the shape is known.
    /// Errors: InvalidArgument for an index outside, an element that was dropped or never written.
    Result<Tensor> read(std::int64_t index, Allocator& allocator);
    /// Narrows the element shape. Errors: InvalidArgument where it contradicts.
    Status mergeElementShape(const PartialShape& shape);
    /// Drops all elements; later uses fail.
    void close();
    /// An array for gradients by the elements of this one, which grows no more.
    /// Errors: InvalidArgument when several writes went to one place.
    Result<std::shared_ptr<TensorArray>> forGradients(std::string name);
    Status checkOpen() const;

    std::string kind() const override { return "TensorArray"; }
    std::string describe() const override;
    Result<std::map<std::string, Tensor>> save() const override;
    Status restore(const std::map<std::string, Tensor>& state) override;

private:
    struct Slot {
        Tensor value;
        std::optional<Shape> shape;  // known before a value is: of gradients
        bool isWritten = false;
        bool isRead = false;
        bool isCleared = false;
    };
    static std::size_t asSize(std::int64_t n) { return static_cast<std::size_t>(n); }
    std::string text(std::string_view what, std::int64_t index) const;
    Status add(Slot& slot, std::int64_t index, const Tensor& value, Allocator& allocator);

    std::string m_name;
    Rules m_rules;
    std::vector<Slot> m_slots;
    bool m_isClosed = false;
    bool m_addedUp = false;
};

/// Where the lists of a run are in its store.
inline constexpr const char* kContainer = "_step";
/// A name that no other list of the process has.
std::string uniqueName(std::string_view base);
Tensor handleTo(const std::string& name, std::string_view kind);

/// The array behind handle input 0, open. Errors: InvalidArgument for a handle to something else.
Result<std::shared_ptr<TensorArray>> openArray(KernelContext& context);
/// As openArray(), of the element dtype that the node says. @param attr "dtype" or "T".
Result<std::shared_ptr<TensorArray>> typedArray(KernelContext& context, std::string_view attr);
/// The values of an int32 vector input. Errors: InvalidArgument for another rank.
Result<std::span<const std::int32_t>> indicesOf(KernelContext& context, int input);

/// In a gradient function: the array of gradients of the array behind `handle`, and its flow.
struct GradientArray {
    Expr handle;
    Expr flow;
};
GradientArray gradientArray(const GradientContext& context, const Expr& handle, const Expr& flow);

}  // namespace weft::lists
