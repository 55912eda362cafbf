// SPDX-License-Identifier: Apache-2.0
#include "engine/kernel/instruction_set.h"

#include <QTest>
#include <algorithm>

#include "tests/support/qverify_ok.h"
#include "tests/support/test_main.h"

namespace weft::test {

class TstInstructionSet final : public QObject {
    Q_OBJECT

private slots:
    void unknownNamesAreRefused() {
        QVERIFY_FAILS(setInstructionSet("sse5"), "INVALID_ARGUMENT", "'sse5'");
        QVERIFY_FAILS(setInstructionSet(""), "INVALID_ARGUMENT", "want one that is here");
    }
    void everyMachineHasOne() { QVERIFY(!instructionSets().empty()); }
    // Narrowing the process is the tool's to test: it computes nothing before.
};

namespace {
const Registered<TstInstructionSet> registered;
}

}  // namespace weft::test

#include "tst_instruction_set.moc"
