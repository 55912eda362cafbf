// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/tensor/tensor.h"

namespace weft {

/// Memory that the processor cannot read: of a GPU. A Tensor may lie in it; data() is then an address
/// that only goes to the device's kernels. Tensor::clone() and copyElementBytes() copy from and to it.
/// Instances are announced once and live as long as the process.
class DeviceMemory : public Allocator {
public:
    /// Bytes of the process, which may be written over once this returns.
    virtual Status copyIn(void* to, const void* from, std::size_t bytes) = 0;
    /// Waits until the bytes are there, and for all that the device was told before.
    /// Errors: also those of kernels that were called before.
    virtual Status copyOut(void* to, const void* from, std::size_t bytes) = 0;
    /// @param source whose memory `from` is.
    virtual Status copyAcross(void* to, const void* from, std::size_t bytes,
                              DeviceMemory& source) = 0;
    /// Sets bytes to 0, in turn with what the device was told before.
    virtual Status clear(void* to, std::size_t bytes) = 0;
};

/// Makes tensors of this memory known. At most 64 in a process.
void announce(DeviceMemory& memory);
/// The memory a tensor lies in where that is of a device, else null. Costs two loads where there is
/// no device.
DeviceMemory* deviceMemoryOf(const Tensor& tensor);
/// The same of an allocator.
DeviceMemory* asDeviceMemory(Allocator& allocator);
/// Where a buffer's memory came from; null for views.
Allocator* allocatorOf(const Buffer& buffer);

/// Copies all bytes of a tensor of plain elements into another of its size, wherever they lie.
Status copyElementBytes(const Tensor& from, Tensor& to);
/// Sets all elements of a tensor of plain elements to 0, wherever they lie.
Status clearElements(Tensor& tensor);
/// The tensor itself where the processor can read it, else a copy.
Result<Tensor> onHost(const Tensor& tensor);

}  // namespace weft
