// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "engine/base/status.h"
#include "engine/graph/device_name.h"
#include "engine/tensor/allocator.h"
#include "engine/tensor/tensor.h"

namespace weft {

/// A place where kernels run, with its own memory accounting. Logical CPU devices share the
/// processor, yet a tensor of one is copied before another uses it, as on real devices.
class Device {
public:
    virtual ~Device() = default;
    /// Fully specified: /job:localhost/replica:0/task:0/device:CPU:0.
    virtual const DeviceName& name() const = 0;
    /// name() as text, made once.
    virtual const std::string& text() const = 0;
    /// "CPU" or "GPU".
    virtual const std::string& type() const = 0;
    virtual Allocator& allocator() = 0;
};

/// The devices of a session, first the default CPU. Immutable after creation.
class DeviceSet {
public:
    /// cpuCount logical CPU devices, at least 1.
    static std::unique_ptr<DeviceSet> cpus(int cpuCount);
    std::size_t size() const { return m_devices.size(); }
    Device& at(int index) const { return *m_devices[static_cast<std::size_t>(index)]; }
    /// Indices of devices that match a requested name, in order; all for an empty name.
    std::vector<int> matching(const DeviceName& wanted) const;
    /// "/device:CPU:0, /device:CPU:1", for messages.
    std::string toString() const;

private:
    std::vector<std::unique_ptr<Device>> m_devices;
};

/// The tensor in memory of the target device: a copy, as logical devices do not share memory.
Result<Tensor> copyToDevice(const Tensor& tensor, Device& target);

}  // namespace weft
