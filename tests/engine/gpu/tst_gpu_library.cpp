// SPDX-License-Identifier: Apache-2.0
/// @file
/// How a GPU backend is found, and every reason why there is none.

#include <QElapsedTimer>
#include <QObject>
#include <QTest>

#include "engine/device/gpu/gpu_card.h"
#include "tests/engine/gpu/emulated_card.h"
#include "tests/support/qverify_ok.h"
#include "tests/support/test_main.h"

namespace weft::test {

class TstGpuLibrary : public QObject {
    Q_OBJECT

private slots:
    void cleanup() {
        gpu::Knobs& card = emulatedCard();
        card.cards = 1;
        card.capability = 90;
    }

    void whatCannotBeUsedIsRefusedWithItsReason_data() {
        QTest::addColumn<QString>("driver");
        QTest::addColumn<QString>("library");
        QTest::addColumn<QString>("reason");
        const QString folder = QStringLiteral(WEFT_LIB_DIR);
        QTest::newRow("no driver") << "/nowhere/libcuda.so.1"
                                   << ""
                                   << "cannot open shared object file";
        QTest::newRow("no driver but a library") << "libz.so.1"
                                                 << ""
                                                 << "is no CUDA driver";
        QTest::newRow("driver refuses") << folder + "/libweft_driver_refuses.so"
                                        << ""
                                        << "cuInit gave 34";
        QTest::newRow("old driver") << folder + "/libweft_driver_old.so"
                                    << ""
                                    << "too old: got 12.4, want 13.0 (driver 580) or newer";
        QTest::newRow("no device") << folder + "/libweft_driver_empty.so"
                                   << ""
                                   << "knows no device";
        QTest::newRow("no backend") << ""
                                    << "/nowhere/libweft_cuda.so"
                                    << "cannot open shared object file";
        QTest::newRow("not a backend") << ""
                                       << "libz.so.1"
                                       << "is no GPU backend";
    }
    void whatCannotBeUsedIsRefusedWithItsReason() {
        QFETCH(QString, driver);
        QFETCH(QString, library);
        QFETCH(QString, reason);
        const GpuBackend found =
            openGpuBackend({.driver = driver.toStdString(), .library = library.toStdString()});
        QVERIFY(found.table == nullptr);
        QVERIFY2(QString::fromStdString(found.reason).contains(reason), found.reason.c_str());
        QVERIFY_FAILS(GpuCard::open(found, 0, {}), "FAILED_PRECONDITION", "no GPU: ");
    }

    void oldCardsAreRefused() {
        emulatedCard().capability = 70;
        const GpuBackend found = openGpuBackend({.driver = "", .library = kEmulation});
        QVERIFY(found.table == nullptr);
        QCOMPARE(found.reason,
                 "emulated card 0 is too old: got compute capability 7.0, want 7.5 or newer");
    }

    void brokenAndEmptyBackendsAreRefused() {
        emulatedCard().cards = -1;
        QCOMPARE(openGpuBackend({.driver = "", .library = kEmulation}).reason,
                 "the emulated driver is broken");
        emulatedCard().cards = 0;
        QCOMPARE(openGpuBackend({.driver = "", .library = kEmulation}).reason, "there is no card");
    }

    void anIndexThatIsNotThereIsRefused() {
        const GpuBackend found = openGpuBackend({.driver = "", .library = kEmulation});
        QCOMPARE(found.reason, "");
        QVERIFY_FAILS(GpuCard::open(found, 1, {}), "INVALID_ARGUMENT", "got 1, want one of 1");
        QVERIFY_FAILS(GpuCard::open(found, -1, {}), "INVALID_ARGUMENT", "got -1");
    }

    void aMachineWithoutDriverAnswersAtOnce() {
        QElapsedTimer timer;
        timer.start();
        for (int i = 0; i < 20; ++i) { openGpuBackend({.driver = "libcuda-that-is-not.so.1"}); }
        QVERIFY2(timer.elapsed() < 20 * 20, qPrintable(QString::number(timer.elapsed())));
    }

    void bytesComeBackAsTheyWent() {
        const GpuBackend found = openGpuBackend({.driver = "", .library = kEmulation});
        GpuCard& card = **GpuCard::open(found, 0, {});
        QCOMPARE(card.stream(), card.stream());
        constexpr std::int64_t kMany = (40 << 20) / 4;  // more than one piece of a copy
        for (const std::int64_t n : {std::int64_t{1}, std::int64_t{1000}, kMany}) {
            Tensor host = *Tensor::allocate(DType::Int32, Shape{n});
            for (std::int64_t i = 0; i < n; ++i) {
                host.mutableValues<std::int32_t>()[static_cast<std::size_t>(i)] =
                    static_cast<std::int32_t>(i * 7);
            }
            const Tensor there = *host.clone(card);
            QVERIFY(deviceMemoryOf(there) == &card);
            const Tensor again = *there.clone(card);
            QVERIFY(again.data() != there.data());
            const Tensor back = *again.clone();
            QVERIFY(deviceMemoryOf(back) == nullptr);
            QVERIFY(bytesEqual(back, host));
        }
    }
};

namespace {
const Registered<TstGpuLibrary> registered;
}

}  // namespace weft::test

#include "tst_gpu_library.moc"
