// SPDX-License-Identifier: Apache-2.0
#include "engine/base/status.h"

#include <QTest>

#include "engine/base/limits.h"
#include "tests/support/qverify_ok.h"
#include "tests/support/test_main.h"

using weft::Result;
using weft::Status;

class TstStatus : public QObject {
    Q_OBJECT

private slots:
    void failureEndsTheCaller() {
        bool wentOn = false;
        const auto caller = [&]() -> Status {
            WEFT_TRY(weft::outOfRange("index: got 3, want 2"));
            wentOn = true;
            return weft::okStatus();
        };
        QVERIFY_FAILS(caller(), "OUT_OF_RANGE", "got 3");
        QVERIFY(!wentOn);
    }

    void failedResultPassesItsStatusOn() {
        const auto inner = []() -> Result<int> { return weft::notFound("no such thing"); };
        const auto outer = [&]() -> Result<std::string> {
            return std::to_string(WEFT_TRY(inner()));
        };
        QVERIFY_FAILS(outer(), "NOT_FOUND", "no such thing");
    }

    void annotationKeepsTheCode() {
        const Status status = weft::annotated(weft::dataLoss("bad crc"), "[Op] ", " (node 'n')");
        QCOMPARE(QString::fromStdString(weft::codeName(status.code())), QString("DATA_LOSS"));
        QCOMPARE(QString::fromStdString(std::string(weft::messageOf(status))),
                 QString("[Op] bad crc (node 'n')"));
    }

    void valuesComeOutOfResults() {
        const auto make = []() -> Result<std::unique_ptr<int>> { return std::make_unique<int>(7); };
        const auto use = [&]() -> Result<int> {
            const std::unique_ptr<int> value = WEFT_TRY(make());  // only movable
            return *value;
        };
        QVERIFY_OK(use());
        QCOMPARE(use().value(), 7);
    }

    void tensorBudgetComesFromTheMachine() {
        QVERIFY(weft::defaultLimits().tensorBytes > (std::int64_t{1} << 26));
        QCOMPARE(weft::defaultLimits().rank, 254);
    }
};

namespace {
const weft::test::Registered<TstStatus> registered;
}
#include "tst_status.moc"
