// SPDX-License-Identifier: GPL-3.0-or-later
/// @file
/// GPUs in the session's options, with the emulated card in the place of one.

#include "ui/panels/gpu_section.h"

#include <QCheckBox>
#include <QComboBox>
#include <QLabel>
#include <QSpinBox>
#include <QTest>

#include "tests/support/test_main.h"
#include "ui/base/settings.h"
#include "ui/panels/options_popover.h"
#include "ui/session/gpu/known_gpus.h"

namespace weft::test {

using ui::GpuSection;
using ui::KnownGpus;

class TstGpuSection : public QObject {
    Q_OBJECT

private slots:
    void initTestCase() {
        qputenv("WEFT_GPU_LIBRARY", WEFT_LIB_DIR "/libweft_gpu_emulated.so");
        qputenv("CUDA_VISIBLE_DEVICES", "0");
        QTRY_VERIFY(KnownGpus::instance().list().has_value());
        if (KnownGpus::instance().list()->cards.empty()) {
            QSKIP("another class of this process asked for GPUs before");
        }
    }
    void cleanup() {
        setGpuOptions({});
        ui::Settings().reset();
    }

    void cardsAreListedWithWhatIsVisible() {
        const GpuSection section;
        const QString text = section.findChild<QLabel*>("gpuList")->text();
        QVERIFY2(text.contains("/device:GPU:0: emulated card 0, 4.0 GiB, capability 9.0"),
                 qPrintable(text));
        QVERIFY2(text.contains("CUDA_VISIBLE_DEVICES=0"), qPrintable(text));
        QVERIFY(section.findChild<QComboBox*>("gpuUse")->isEnabled());
    }

    void whatIsSetAppliesAtOnceAndIsRemembered() {
        GpuSection section;
        section.findChild<QSpinBox*>("gpuFraction")->setValue(50);
        section.findChild<QCheckBox*>("gpuGrowth")->setChecked(false);
        section.findChild<QCheckBox*>("gpuTf32")->setChecked(true);
        section.findChild<QComboBox*>("gpuUse")->setCurrentIndex(1);
        QCOMPARE(gpuOptions().memoryFraction, 0.5);
        QVERIFY(!gpuOptions().allowGrowth);
        QVERIFY(gpuOptions().tf32);
        QVERIFY(gpuOptions().use == GpuOptions::Use::Always);
        setGpuOptions({});  // as the studio starts again
        KnownGpus::restoreOptions();
        QCOMPARE(gpuOptions().memoryFraction, 0.5);
        QVERIFY(!gpuOptions().allowGrowth && gpuOptions().tf32);
        QVERIFY(gpuOptions().use == GpuOptions::Use::Always);
        const GpuSection again;
        QCOMPARE(again.findChild<QSpinBox*>("gpuFraction")->value(), 50);
    }

    void nonsenseInTheSettingsIsBounded() {
        ui::Settings().setState("gpu", R"({"use":17,"memoryFraction":-4,"tf32":"x"})");
        KnownGpus::restoreOptions();
        QVERIFY(gpuOptions().use == GpuOptions::Use::WhenNamed);
        QCOMPARE(gpuOptions().memoryFraction, 0.0);
        ui::Settings().setState("gpu", "no JSON");
        KnownGpus::restoreOptions();
        QVERIFY(gpuOptions().allowGrowth);
    }

    void theOptionsOfASessionHoldThem() {
        const ui::OptionsPopover popover({});
        QVERIFY(popover.findChild<GpuSection*>("gpuSection") != nullptr);
    }
};

/// A process without a backend: as on a machine without a card.
class TstGpuSectionWithout : public QObject {
    Q_OBJECT

private slots:
    void initTestCase() {
        qputenv("WEFT_GPU_LIBRARY", WEFT_LIB_DIR "/no_such_library.so");
        const GpuSection first;
        if (!KnownGpus::instance().list().has_value()) {
            QCOMPARE(first.findChild<QLabel*>("gpuList")->text(), QString("Looking for GPUs..."));
            QTRY_VERIFY(KnownGpus::instance().list().has_value());
        }
        if (!KnownGpus::instance().list()->cards.empty()) {
            QSKIP("another class of this process asked for GPUs before");
        }
    }

    void theReasonIsShownAndNothingCanBeSet() {
        const GpuSection section;
        const QString text = section.findChild<QLabel*>("gpuList")->text();
        QVERIFY2(text.startsWith("No GPU: ") && text.contains("no_such_library.so"),
                 qPrintable(text));
        QVERIFY(!section.findChild<QComboBox*>("gpuUse")->isEnabled());
        QVERIFY(!section.findChild<QCheckBox*>("gpuTf32")->isEnabled());
    }
};

namespace {
const Registered<TstGpuSection> registered;
const Registered<TstGpuSectionWithout> registeredWithout;
}  // namespace

}  // namespace weft::test

#include "tst_gpu_section.moc"
