// SPDX-License-Identifier: Apache-2.0
#include "engine/device/device.h"

#include <QObject>
#include <QTest>

#include "engine/device/host_device.h"
#include "tests/support/qverify_ok.h"
#include "tests/support/test_main.h"

namespace weft::test {
namespace {

class EmptyAllocator final : public Allocator {
    void* allocate(std::size_t) override { return nullptr; }
    void deallocate(void*, std::size_t) noexcept override {}
    std::int64_t bytesInUse() const override { return 0; }
    std::int64_t peakBytes() const override { return 0; }
};

/// A device without any memory.
class FullDevice final : public Device {
public:
    const DeviceName& name() const override { return hostDevice().name(); }
    const std::string& text() const override { return hostDevice().text(); }
    const std::string& type() const override { return hostDevice().type(); }
    Allocator& allocator() override { return m_allocator; }

private:
    EmptyAllocator m_allocator;
};

}  // namespace

class TstDevice : public QObject {
    Q_OBJECT

private slots:
    void aCopyThatFindsNoMemoryIsRefused() {
        FullDevice device;
        QVERIFY_FAILS(copyToDevice(Tensor::scalar(1.F), device), "RESOURCE_EXHAUSTED", "");
    }

    void namesAreComplete() {
        const auto devices = DeviceSet::cpus(2);
        QCOMPARE(devices->size(), std::size_t{2});
        QCOMPARE(devices->at(1).text(),
                 std::string("/job:localhost/replica:0/task:0/device:CPU:1"));
        QCOMPARE(devices->at(1).type(), std::string("CPU"));
    }

    void wishesMatch_data() {
        QTest::addColumn<QString>("wish");
        QTest::addColumn<int>("count");
        QTest::newRow("anything") << "" << 3;
        QTest::newRow("type") << "/device:CPU:*" << 3;
        QTest::newRow("one") << "/cpu:2" << 1;
        QTest::newRow("whole name") << "/job:localhost/replica:0/task:0/device:CPU:0" << 1;
        QTest::newRow("missing index") << "/cpu:3" << 0;
        QTest::newRow("missing type") << "/gpu:0" << 0;
        QTest::newRow("other job") << "/job:worker" << 0;
    }
    void wishesMatch() {
        QFETCH(QString, wish);
        QFETCH(int, count);
        const auto devices = DeviceSet::cpus(3);
        const auto name = DeviceName::parse(wish.toStdString());
        QVERIFY_OK(name);
        QCOMPARE(static_cast<int>(devices->matching(*name).size()), count);
    }

    void aCopyLiesInTheTargetsMemory() {
        const auto devices = DeviceSet::cpus(2);
        Allocator& target = devices->at(1).allocator();
        const Tensor source = Tensor::vector<float>({1, 2, 3});
        {
            const auto copy = copyToDevice(source, devices->at(1));
            QVERIFY_OK(copy);
            QVERIFY(bytesEqual(*copy, source) && !copy->sharesBufferWith(source));
            QCOMPARE(target.bytesInUse(), std::int64_t{12});
            QCOMPARE(devices->at(0).allocator().bytesInUse(), std::int64_t{0});
        }
        QCOMPARE(target.bytesInUse(), std::int64_t{0});
    }

    void stringsAreCopiedWhole() {
        const auto devices = DeviceSet::cpus(1);
        const Tensor source = Tensor::vector<std::string>({std::string(100, 'a'), "b"});
        const auto copy = copyToDevice(source, devices->at(0));
        QVERIFY_OK(copy);
        QVERIFY(bytesEqual(*copy, source));
    }
};

namespace {
const Registered<TstDevice> registered;
}

}  // namespace weft::test

#include "tst_device.moc"
