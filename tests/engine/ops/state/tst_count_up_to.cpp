// SPDX-License-Identifier: Apache-2.0
#include <QObject>
#include <QTest>

#include "tests/support/test_main.h"
#include "tests/support/update_run.h"

namespace weft::test {

class TstCountUpTo : public QObject {
    Q_OBJECT

private slots:
    void refusesVectorsAndCountersWithoutValue() {
        for (const char* op : {"CountUpTo", "ResourceCountUpTo"}) {
            UpdateRun vector(op, {"int32 [1]"}, {},
                             {{"limit", std::int64_t{3}}, {"T", DType::Int32}});
            vector.initialize();
            QVERIFY_TEXT(vector.output(), "INVALID_ARGUMENT", "scalar");
        }
        UpdateRun empty("CountUpTo", {"int32 0"}, {}, {{"limit", std::int64_t{3}}});
        QVERIFY_TEXT(empty.output(), "FAILED_PRECONDITION", "v0");
    }
    void stopsAtTheLimit() {
        for (const char* op : {"CountUpTo", "ResourceCountUpTo"}) {
            UpdateRun run(op, {"int64 1"}, {}, {{"limit", std::int64_t{3}}, {"T", DType::Int64}});
            run.initialize();
            QCOMPARE(run.output(), std::string("int64[]: 1"));
            QCOMPARE(run.output(), std::string("int64[]: 2"));
            QVERIFY_TEXT(run.output(), "OUT_OF_RANGE", "Reached limit of 3");
            QCOMPARE(run.value("v0"), std::string("int64[]: 3"));
        }
    }
};

namespace {
const Registered<TstCountUpTo> registered;
}

}  // namespace weft::test

#include "tst_count_up_to.moc"
