// SPDX-License-Identifier: Apache-2.0
#include <QObject>

#include "tests/support/op_compare.h"
#include "tests/support/test_main.h"

namespace weft::test {

/// "QuantizeAndDequantizeV2" and "QuantizeAndDequantizeV3".
class TstQuantizeAndDequantize : public QObject {
    Q_OBJECT
    const AttrMap m_given{{"range_given", true}};

private slots:
    void refusesWhatDoesNotFit() {
        const std::vector<std::string> inputs{"float [1,2]", "float 0", "float 1"};
        const auto fails = [&](const AttrMap& attrs, const char* words) {
            return expectFailure("QuantizeAndDequantizeV2", inputs, words, attrs);
        };
        QCOMPARE(fails({{"num_bits", std::int64_t{0}}}, "num_bits"), "");
        QCOMPARE(fails({{"num_bits", std::int64_t{63}}}, "num_bits"), "");
        QCOMPARE(fails({{"axis", std::int64_t{-2}}}, "axis"), "");
        QCOMPARE(fails({{"axis", std::int64_t{0}}}, "rank"), "");
        FAILS_OP("QuantizeAndDequantizeV2", {"float [1,2]", "float [0]", "float [1]"}, "axis",
                 {{"axis", std::int64_t{1}}});
        FAILS_OP("QuantizeAndDequantizeV2", {"float [1]", "float 1", "float 0"}, "Invalid range",
                 m_given);
        FAILS_OP("QuantizeAndDequantizeV3", {"float [1]", "float 0", "float 1", "int32 99"},
                 "num_bits");
    }
    void roundsToTheGrid() {
        COMPARE_OP("float32[4]: -1 -0.5 0 0.5", "QuantizeAndDequantizeV2",
                   {"float [-1,-0.5,0.1,0.6]", "float -1", "float 0.5"},
                   {{"range_given", true}, {"num_bits", std::int64_t{2}}});
        COMPARE_OP("float32[3]: 0 1 3", "QuantizeAndDequantizeV3",
                   {"float [-5,1.2,9]", "float 0", "float 3", "int32 2"},
                   {{"signed_input", false}});
        COMPARE_OP(
            "float64[2,2]: 1 0.533333333 3 1.6", "QuantizeAndDequantizeV2",
            {"double [[1,0.4],[3,1.6]]", "double [0,0]", "double [3,3]"},
            {{"signed_input", false}, {"num_bits", std::int64_t{2}}, {"axis", std::int64_t{1}}});
        FAILS_OP("QuantizeAndDequantizeV2", {"float [1]", "float [0]", "float [1]"}, "scalar",
                 {{"range_given", true}, {"axis", std::int64_t{0}}});
        COMPARE_OP("float32[0]:", "QuantizeAndDequantizeV2",
                   {"float zeros [0]", "float 0", "float 0"});
    }
    void halvesGoToEvenOrUp() {
        const auto run = [](const char* mode) {
            return runOp("QuantizeAndDequantizeV2", {"float [0.5,1.5]", "float 0", "float 3"},
                         {{"signed_input", false},
                          {"num_bits", std::int64_t{2}},
                          {"range_given", true},
                          {"round_mode", std::string(mode)}});
        };
        QCOMPARE(run("HALF_TO_EVEN"), std::string("float32[2]: 0 2"));
        QCOMPARE(run("HALF_UP"), std::string("float32[2]: 1 2"));
    }
};

namespace {
const Registered<TstQuantizeAndDequantize> registered;
}  // namespace

}  // namespace weft::test

#include "tst_quantize_and_dequantize.moc"
