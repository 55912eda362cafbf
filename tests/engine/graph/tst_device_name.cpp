// SPDX-License-Identifier: Apache-2.0
#include "engine/graph/device_name.h"

#include <QTest>

#include "tests/support/qverify_ok.h"
#include "tests/support/test_main.h"

namespace weft::test {

class TstDeviceName final : public QObject {
    Q_OBJECT

private slots:
    void refusesGarbage_data();
    void refusesGarbage();
    void readsAllForms_data();
    void readsAllForms();
    void missingPartsMatchAnything();
    void fillsInWhatIsMissing();
};

namespace {
const Registered<TstDeviceName> registered;
}  // namespace

void TstDeviceName::refusesGarbage_data() {
    QTest::addColumn<QString>("text");
    for (const char* text :
         {"?!", "cpu:0", "/", "/cpu:", "/cpu:-1", "/cpu:99999999999999", "/job:", "/job:1a",
          "/task:x", "/device:", "/device:CPU:0:1", "/tpu!:0", "/job:a//cpu:0"}) {
        QTest::newRow(text) << text;
    }
}

void TstDeviceName::refusesGarbage() {
    QFETCH(QString, text);
    QVERIFY_FAILS(DeviceName::parse(text.toStdString()), "INVALID_ARGUMENT", text.toStdString());
}

void TstDeviceName::readsAllForms_data() {
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("full");
    QTest::newRow("nothing") << ""
                             << "";
    QTest::newRow("short cpu") << "/cpu:0"
                               << "/device:CPU:0";
    QTest::newRow("short upper") << "/GPU:3"
                                 << "/device:GPU:3";
    QTest::newRow("no index") << "/gpu"
                              << "/device:GPU";
    QTest::newRow("any index") << "/device:GPU:*"
                               << "/device:GPU";
    QTest::newRow("any type") << "/device:*:1"
                              << "/device:*:1";
    QTest::newRow("plugin type") << "/device:xpu:0"
                                 << "/device:XPU:0";
    QTest::newRow("full") << "/job:worker/replica:0/task:1/device:GPU:0"
                          << "/job:worker/replica:0/task:1/device:GPU:0";
    QTest::newRow("job only") << "/job:ps"
                              << "/job:ps";
    QTest::newRow("stars") << "/job:*/task:*/cpu:*"
                           << "/device:CPU";
}

void TstDeviceName::readsAllForms() {
    QFETCH(QString, text);
    QFETCH(QString, full);
    const Result<DeviceName> name = DeviceName::parse(text.toStdString());
    QVERIFY_OK(name);
    QCOMPARE(QString::fromStdString(name->toString()), full);
    const Result<DeviceName> again = DeviceName::parse(name->toString());
    QVERIFY_OK(again);
    QVERIFY(*again == *name);
}

void TstDeviceName::missingPartsMatchAnything() {
    const DeviceName full =
        DeviceName::parse("/job:localhost/replica:0/task:0/device:CPU:1").value();
    for (const char* wish :
         {"", "/cpu:1", "/device:CPU", "/job:localhost", "/task:0/device:CPU:*"}) {
        QVERIFY2(DeviceName::parse(wish).value().matches(full), wish);
    }
    for (const char* wish : {"/cpu:0", "/gpu:1", "/job:worker/cpu:1", "/task:1"}) {
        QVERIFY2(!DeviceName::parse(wish).value().matches(full), wish);
    }
}

void TstDeviceName::fillsInWhatIsMissing() {
    const DeviceName defaults =
        DeviceName::parse("/job:localhost/replica:0/task:0/device:CPU:0").value();
    const DeviceName wish = DeviceName::parse("/task:3/device:GPU").value();
    QCOMPARE(wish.filledFrom(defaults).toString(),
             std::string("/job:localhost/replica:0/task:3/device:GPU:0"));
}

}  // namespace weft::test

#include "tst_device_name.moc"
