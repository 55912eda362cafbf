// SPDX-License-Identifier: Apache-2.0
#include "tests/engine/ops/gradients/gradient_case.h"

namespace weft::test {

std::vector<GradientCase> nnCases() {
    const AttrMap first{{"data_format", std::string("NCHW")}};
    std::vector<GradientCase> rows = {
        {"BiasAdd", {"any [2,3]", "any [3]"}},
        {"BiasAdd", {"any [2,3,2,1]", "any [3]"}, first},
        {"BiasAddV1", {"any [2,2,3]", "any [3]"}},
        {"BiasAddGrad", {"any [2,2,3]"}},
        {"BiasAddGrad", {"any [2,3,2,1]"}, first},
        {"Softmax", {"any [2,3]"}},
        {"LogSoftmax", {"any [2,3]"}},
        {"SoftmaxCrossEntropyWithLogits",
         {"any [2,3]", "double [[0.2,0.3,0.5],[0.1,0.6,0.3]]"},
         {},
         {0},
         {},
         "TensorFlow leaves out the derivative of backprop by the labels"},
        {"SparseSoftmaxCrossEntropyWithLogits", {"any [2,3]", "int64 [2,0]"}},
        {"LRN",
         {"single [1,1,2,4]"},
         {{"depth_radius", std::int64_t{1}}},
         {0},
         {},
         "TensorFlow's LRNGrad has none"},
    };
    const std::string channels = "single [2]";
    const std::string image = "single [3,2,2,2]";
    const std::string variance = "float [0.7,1.3]";
    for (const bool training : {true, false}) {
        const AttrMap attrs{{"is_training", training}, {"epsilon", 0.1F}};
        const std::string mean = training ? "float zeros [0]" : "float [0.2,-0.4]";
        const std::string spread = training ? "float zeros [0]" : variance;
        for (const char* op : {"FusedBatchNorm", "FusedBatchNormV2", "FusedBatchNormV3"}) {
            rows.push_back({op, {image, channels, channels, mean, spread}, attrs, {0}, {3, 4}});
        }
    }
    return rows;
}

}  // namespace weft::test
