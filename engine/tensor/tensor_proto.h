// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>

#include "engine/base/limits.h"
#include "engine/base/mutex.h"
#include "engine/tensor/partial_shape.h"
#include "engine/tensor/tensor.h"

namespace tensorflow {
class TensorProto;
class TensorShapeProto;
}  // namespace tensorflow

namespace weft {

/// The element type a TensorProto declares. Errors: InvalidArgument for a number that is no type.
Result<DType> dtypeFromProto(const tensorflow::TensorProto& proto);

/// The tensor a TensorProto holds, from any of its encodings: tensor_content, a typed list, a list
/// shorter than the shape (its last value repeats), an empty list (zeros).
/// Errors: InvalidArgument for a wrong dtype, shape, byte count or value count (reliability.md
/// 67-75); ResourceExhausted above limits.tensorBytes, before anything is allocated. Source:
/// TensorFlow's tensor.proto.
Result<Tensor> tensorFromProto(const tensorflow::TensorProto& proto,
                               const Limits& limits = defaultLimits());
/// Writes content bytes (typed list for strings and for a scalar), as TensorFlow reads it.
void tensorToProto(const Tensor& tensor, tensorflow::TensorProto& proto);
/// Serialized TensorProto to tensor. Errors: as tensorFromProto(), InvalidArgument for bytes that
/// are no message.
Result<Tensor> tensorFromBytes(std::string_view bytes, const Limits& limits = defaultLimits());
/// Tensor to serialized TensorProto.
std::string tensorToBytes(const Tensor& tensor);

/// Errors: InvalidArgument for sizes below -1, overflow, rank over the limit, unknown_rank with
/// dims.
Result<PartialShape> shapeFromProto(const tensorflow::TensorShapeProto& proto,
                                    const Limits& limits = defaultLimits());
void shapeToProto(const PartialShape& shape, tensorflow::TensorShapeProto& proto);

/// A tensor as a graph stores it: the message's bytes, decoded only when somebody asks. Viewing,
/// copying and saving a graph never expands a splat. Immutable; shared between graph copies.
/// Threading: any thread.
class StoredTensor {
public:
    /// Checks the header (dtype, shape) only. Errors: InvalidArgument.
    static Result<std::shared_ptr<const StoredTensor>> fromProto(
        const tensorflow::TensorProto& proto);
    static std::shared_ptr<const StoredTensor> fromTensor(const Tensor& tensor);

    DType dtype() const { return m_type; }
    const PartialShape& shape() const { return m_shape; }
    /// The serialized TensorProto.
    const std::string& bytes() const { return m_bytes; }
    /// Decodes on first use and keeps the result. Errors: as tensorFromProto().
    Result<Tensor> tensor() const;

private:
    StoredTensor() = default;
    DType m_type = DType::Invalid;
    PartialShape m_shape;
    std::string m_bytes;
    mutable Mutex m_mutex;
    mutable Tensor m_tensor ABSL_GUARDED_BY(m_mutex);
};

}  // namespace weft
