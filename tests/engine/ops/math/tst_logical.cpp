// SPDX-License-Identifier: Apache-2.0
#include <QObject>

#include "tests/support/op_compare.h"
#include "tests/support/test_main.h"

namespace weft::test {

/// LogicalAnd, LogicalOr, LogicalNot.
class TstLogical : public QObject {
    Q_OBJECT

private slots:
    void refusesShapesThatDoNotBroadcast();
    void truthTables();
};

void TstLogical::refusesShapesThatDoNotBroadcast() {
    FAILS_OP("LogicalAnd", {"bool [true,true]", "bool [true,true,true]"}, "Incompatible shapes");
}

void TstLogical::truthTables() {
    COMPARE_OP("bool[4]: True False False False", "LogicalAnd",
               {"bool [true,true,false,false]", "bool [true,false,true,false]"});
    COMPARE_OP("bool[4]: True True True False", "LogicalOr",
               {"bool [true,true,false,false]", "bool [true,false,true,false]"});
    COMPARE_OP("bool[2]: False True", "LogicalNot", {"bool [true,false]"});
    COMPARE_OP("bool[2,2]: True False False False", "LogicalAnd",
               {"bool [[true],[false]]", "bool [true,false]"});
}

namespace {
const Registered<TstLogical> registered;
}  // namespace

}  // namespace weft::test

#include "tst_logical.moc"
