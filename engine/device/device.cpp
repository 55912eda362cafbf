// SPDX-License-Identifier: Apache-2.0
#include "engine/device/device.h"

#include "engine/base/strings.h"
#include "engine/device/gpu/gpu_device.h"
#include "engine/device/host_device.h"
#include "engine/device/memory_pool.h"

namespace weft {
namespace {

using Pool = std::unique_ptr<Allocator, PoolRelease>;

/// A part of the processor with memory of its own.
class CpuDevice final : public Device {
public:
    /// @param pool null: the process's memory.
    CpuDevice(int index, Pool pool) : m_pool(std::move(pool)) {
        m_name.job = "localhost";
        m_name.replica = 0;
        m_name.task = 0;
        m_name.type = "CPU";
        m_name.index = index;
        m_text = m_name.toString();
    }
    const DeviceName& name() const override { return m_name; }
    const std::string& text() const override { return m_text; }
    const std::string& type() const override { return *m_name.type; }
    Allocator& allocator() override { return m_pool == nullptr ? hostAllocator() : *m_pool; }

private:
    DeviceName m_name;
    std::string m_text;
    const Pool m_pool;
};

/// Devices that the next set of this thread gets beside its CPUs: handed over here, as the list is
/// private to the set, whose header every op includes.
thread_local std::vector<std::unique_ptr<Device>> others;

}  // namespace

std::unique_ptr<DeviceSet> cpusAnd(int cpuCount, std::vector<std::unique_ptr<Device>> more) {
    others = std::move(more);
    return DeviceSet::cpus(cpuCount);
}

std::unique_ptr<DeviceSet> DeviceSet::cpus(int cpuCount) {
    auto set = std::make_unique<DeviceSet>();
    for (int i = 0; i < cpuCount; ++i) {
        set->m_devices.push_back(std::make_unique<CpuDevice>(i, makeMemoryPool()));
    }
    for (auto& other : others) { set->m_devices.push_back(std::move(other)); }
    others.clear();
    return set;
}

std::vector<int> DeviceSet::matching(const DeviceName& wanted) const {
    std::vector<int> out;
    for (std::size_t i = 0; i < m_devices.size(); ++i) {
        if (wanted.matches(m_devices[i]->name())) { out.push_back(static_cast<int>(i)); }
    }
    return out;
}

std::string DeviceSet::toString() const {
    std::vector<std::string> names;
    for (const auto& device : m_devices) { names.push_back(device->text()); }
    return join(names, ", ");
}

Device& hostDevice() {
    static CpuDevice* const device = new CpuDevice(0, nullptr);  // never freed: used at exit too
    return *device;
}

Result<Tensor> copyToDevice(const Tensor& tensor, Device& target) {
    return tensor.clone(target.allocator());
}

}  // namespace weft
