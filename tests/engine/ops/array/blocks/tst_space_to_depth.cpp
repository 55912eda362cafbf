// SPDX-License-Identifier: Apache-2.0
#include <QObject>

#include "tests/support/op_compare.h"
#include "tests/support/test_main.h"

namespace weft::test {

/// SpaceToDepth and "DepthToSpace".
class TstSpaceToDepth : public QObject {
    Q_OBJECT
    const AttrMap m_two{{"block_size", std::int64_t{2}}};

private slots:
    void refusesWhatDoesNotFit() {
        FAILS_OP("SpaceToDepth", {"float zeros [1,3,4,1]"}, "evenly divisible", m_two);
        FAILS_OP("DepthToSpace", {"float zeros [1,3,4,6]"}, "evenly divisible", m_two);
        FAILS_OP("SpaceToDepth", {"float zeros [4,4,1]"}, "rank", m_two);
        FAILS_OP("SpaceToDepth", {"float zeros [1,4,4,1]"}, "Block",
                 {{"block_size", std::int64_t{1} << 40}});
        for (const char* op : {"SpaceToDepth", "DepthToSpace"}) {
            FAILS_OP(op, {"float zeros [1,4,4,4]"}, "NHWC",
                     {{"block_size", std::int64_t{2}}, {"data_format", std::string("NCHW")}});
        }
    }
    void movesPixels() {
        COMPARE_OP("float32[1,1,1,4]: 1 2 3 4", "SpaceToDepth", {"float [[[[1],[2]],[[3],[4]]]]"},
                   m_two);
        COMPARE_OP("int32[1,1,2,4]: 1 2 5 6 3 4 7 8", "SpaceToDepth",
                   {"int32 [[[[1],[2],[3],[4]],[[5],[6],[7],[8]]]]"}, m_two);
        COMPARE_OP("float32[1,2,2,1]: 1 2 3 4", "DepthToSpace", {"float [[[[1,2,3,4]]]]"}, m_two);
        COMPARE_OP("float32[0,1,1,4]:", "SpaceToDepth", {"float zeros [0,2,2,1]"}, m_two);
    }
    void infersWhatIsKnown() {
        COMPARE_SHAPES("[?,2,?,12]", "SpaceToDepth", {"float [?,4,?,3]"}, m_two);
        COMPARE_SHAPES("[?,3,8,?]", "DepthToSpace", {"float [?,12,4,?]"},
                       {{"block_size", std::int64_t{2}}, {"data_format", std::string("NCHW")}});
    }
    void gradientsMatchFiniteDifferences() {
        GRADIENT_AGREES("SpaceToDepth", {"double [[[[1],[2]],[[3],[4]]]]"}, m_two);
        GRADIENT_AGREES("DepthToSpace", {"double [[[[1,2,3,4]]]]"}, m_two);
    }
};

namespace {
const Registered<TstSpaceToDepth> registered;
}  // namespace

}  // namespace weft::test

#include "tst_space_to_depth.moc"
