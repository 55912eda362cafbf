// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <memory>
#include <string>

#include "engine/tensor/tensor.h"

/// @file
/// Elements of DT_VARIANT tensors: values that are no numbers (tensor lists, optionals).

namespace weft {

/// The content of a variant. Shared by all copies of it and not changed while it is shared.
class VariantPayload {
public:
    virtual ~VariantPayload() = default;
    /// TensorFlow's name of the type: "tensorflow::TensorList".
    virtual std::string typeName() const = 0;
    /// One line for people.
    virtual std::string describe() const = 0;
    /// How many variants lie within each other at most, itself included.
    virtual int depth() const = 0;
    /// How many tensors it holds, those of variants in it included, each as often as it is held.
    virtual std::int64_t count() const = 0;
    /// The same with zeros for all numbers: a gradient that nothing arrived at.
    virtual Result<std::shared_ptr<VariantPayload>> zerosLike(Allocator& allocator) const = 0;
    /// This and another of the type, number by number: gradients that meet.
    /// Errors: InvalidArgument where the two do not fit.
    virtual Result<std::shared_ptr<VariantPayload>> sum(const VariantPayload& other,
                                                        Allocator& allocator) const = 0;
};

/// Most variants within each other: they are walked and freed by recursion.
inline constexpr int kMostVariantDepth = 64;
/// Most tensors in a variant: held twice at each depth they are more than anybody can walk.
inline constexpr std::int64_t kMostVariantCount = std::int64_t{1} << 26;

/// An element of a DT_VARIANT tensor.
struct VariantValue {
    std::shared_ptr<VariantPayload> payload;  ///< null: nothing was put there

    /// The content as a P, or null where it is another.
    template <class P>
    const P* as() const {
        return dynamic_cast<const P*>(payload.get());
    }
    /// As as(), to be changed: null also where another variant shares it.
    template <class P>
    P* owned() const {
        if (payload.use_count() != 1) { return nullptr; }
#if !defined(__SANITIZE_THREAD__)
        // use_count() reads without any order: others' last use of it came before.
        std::atomic_thread_fence(std::memory_order_acquire);
#endif
        return dynamic_cast<P*>(payload.get());
    }
};

template <>
inline constexpr DType kDTypeOf<VariantValue> = DType::Variant;

/// How deep the variants among a tensor's elements are, and what they hold; 0 for other tensors.
int variantDepth(const Tensor& tensor);
std::int64_t variantCount(const Tensor& tensor);
/// Errors: InvalidArgument for a payload beyond the two limits.
Status checkVariantSize(int depth, std::int64_t count);

/// A scalar that holds this.
Tensor variantScalar(std::shared_ptr<VariantPayload> payload);

/// Zeros in dtype and shape of a tensor: numbers, bools, empty strings; variants by zerosLike(). Those of a
/// tensor that lies on a device lie there, others in the allocator's memory.
/// Errors: InvalidArgument for variants that hold nothing, ResourceExhausted.
Result<Tensor> zerosLike(const Tensor& tensor, Allocator& allocator);

}  // namespace weft
