// SPDX-License-Identifier: Apache-2.0
#include <QObject>

#include "tests/support/op_compare.h"
#include "tests/support/test_main.h"

namespace weft::test {

/// Tile.
class TstTile : public QObject {
    Q_OBJECT

private slots:
    void refusesBadMultiples();
    void repeats();
    void infersWhatIsKnown();
    void gradientSumsTheCopies();
};

void TstTile::refusesBadMultiples() {
    FAILS_OP("Tile", {"float [1,2]", "int32 [-1]"}, "multiples[0] is negative");
    FAILS_OP("Tile", {"float [1,2]", "int32 [1,1]"}, "one entry an axis");
    FAILS_OP("Tile", {"float [1,2,3,4]", "int64 [4611686018427387904]"}, "overflow");
}

void TstTile::repeats() {
    COMPARE_OP("float32[4]: 1 2 1 2", "Tile", {"float [1,2]", "int32 [2]"});
    COMPARE_OP("float32[2,4]: 1 2 1 2 1 2 1 2", "Tile", {"float [[1,2]]", "int64 [2,2]"});
    COMPARE_OP("float32[0]:", "Tile", {"float [1,2]", "int32 [0]"});
    COMPARE_OP("string[2]: b\'a\' b\'a\'", "Tile", {"string [\"a\"]", "int32 [2]"});
    COMPARE_OP("float32[]: 1", "Tile", {"float 1", "int32 zeros [0]"});
}

void TstTile::infersWhatIsKnown() {
    COMPARE_SHAPES("[4,?]", "Tile", {"float [2,?]", "= int32 [2,3]"});
    COMPARE_SHAPES("[?,?]", "Tile", {"float [2,3]", "int32 [2]"});
}

void TstTile::gradientSumsTheCopies() {
    GRADIENT_AGREES("Tile", {"double [[1,2],[3,4]]", "int32 [2,3]"});
}

namespace {
const Registered<TstTile> registered;
}  // namespace

}  // namespace weft::test

#include "tst_tile.moc"
