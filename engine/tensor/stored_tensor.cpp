// SPDX-License-Identifier: Apache-2.0
#include "engine/proto/tensor.pb.h"
#include "engine/tensor/tensor_proto.h"

namespace weft {

Result<std::shared_ptr<const StoredTensor>> StoredTensor::fromProto(
    const tensorflow::TensorProto& proto) {
    const std::shared_ptr<StoredTensor> stored(new StoredTensor);
    stored->m_type = WEFT_TRY(dtypeFromProto(proto));
    stored->m_shape = WEFT_TRY(shapeFromProto(proto.tensor_shape()));
    if (!proto.SerializeToString(&stored->m_bytes)) {
        return invalidArgument("tensor is too large for a message: want at most 2 GiB");
    }
    return std::shared_ptr<const StoredTensor>(stored);
}

std::shared_ptr<const StoredTensor> StoredTensor::fromTensor(const Tensor& tensor) {
    const std::shared_ptr<StoredTensor> stored(new StoredTensor);
    stored->m_type = tensor.dtype();
    stored->m_shape = tensor.shape();
    stored->m_bytes = tensorToBytes(tensor);
    const MutexLock lock(stored->m_mutex);
    stored->m_tensor = tensor;
    return stored;
}

Result<Tensor> StoredTensor::tensor() const {
    const MutexLock lock(m_mutex);
    if (!m_tensor.valid()) { m_tensor = WEFT_TRY(tensorFromBytes(m_bytes)); }
    return m_tensor;
}

}  // namespace weft
