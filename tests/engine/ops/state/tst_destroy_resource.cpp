// SPDX-License-Identifier: Apache-2.0
#include <QObject>
#include <QTest>

#include "tests/support/test_main.h"
#include "tests/support/update_run.h"

namespace weft::test {

class TstDestroyResource : public QObject {
    Q_OBJECT

    // The node comes as "update".
    static UpdateRun destroy(bool ignoresLookupError) {
        return {"DestroyResourceOp",
                {"float [1,2]"},
                {},
                {{"ignore_lookup_error", ignoresLookupError}},
                UpdateRun::Variables::ByHandle};
    }

private slots:
    void takesNoVariableWithoutValueUnlessAskedTo() {
        UpdateRun strict = destroy(false);
        QVERIFY_TEXT(strict.target(), "NOT_FOUND", "v0");
        UpdateRun lenient = destroy(true);
        QCOMPARE(lenient.target(), std::string());
    }
    void theValueIsGoneAndMayComeAgain() {
        UpdateRun run = destroy(false);
        run.initialize();
        QCOMPARE(run.target(), std::string());
        QVERIFY_TEXT(run.value("v0"), "FAILED_PRECONDITION", "v0");
        run.initialize();
        QCOMPARE(run.value("v0"), std::string("float32[2]: 1 2"));
    }
};

namespace {
const Registered<TstDestroyResource> registered;
}

}  // namespace weft::test

#include "tst_destroy_resource.moc"
