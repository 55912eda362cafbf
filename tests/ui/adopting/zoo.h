// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDir>
#include <map>
#include <string>
#include <vector>

#include "engine/base/durable_file.h"
#include "engine/data/npy.h"
#include "engine/data/shuffle.h"
#include "engine/proto/conformance.pb.h"
#include "engine/tensor/tensor_proto.h"
#include "tests/ui/fixtures/studio_fixture.h"
#include "ui/commands/data_commands.h"
#include "ui/commands/item_commands.h"
#include "ui/commands/run_commands.h"
#include "ui/document/drawing.h"
#include "ui/shell/edit_controller.h"

/// @file
/// Recorded trainings of graphs that TensorFlow made, as files that a person would open.

namespace weft::ui::test {

inline const std::vector<const char*>& zooNames() {
    static const std::vector<const char*> names = {"softmax_regression",
                                                   "lenet",
                                                   "resnet_tiny",
                                                   "autoencoder",
                                                   "vae",
                                                   "gru_while",
                                                   "char_rnn_unrolled",
                                                   "word2vec",
                                                   "linear_regression",
                                                   "siamese",
                                                   "polynomial_regression",
                                                   "q_learning"};
    return names;
}

/// A model of tests/conformance/zoo.
struct ZooModel {
    std::string graphBytes;
    struct Step {
        std::map<std::string, Tensor> feeds;  // by placeholder
        double loss = 0;                      // before it
        std::vector<std::string> also;        // targets run after it
    };
    std::vector<Step> steps;
    double rtol = 1e-3;

    static ZooModel read(const QString& name) {
        conformance::Suite suite;
        const auto bytes =
            readFile(concat(WEFT_SOURCE_DIR, "/tests/conformance/zoo/", name.toStdString(), ".pb"));
        if (!bytes.ok() || !suite.ParseFromString(*bytes)) { qFatal("%s", qPrintable(name)); }
        ZooModel model;
        model.graphBytes = suite.cases(0).graph_def();
        double loss = 0;
        for (const conformance::Step& step : suite.cases(0).steps()) {
            if (step.fetches_size() > 0) { loss = numberIn(step.expected(0)); }
            if (step.targets_size() == 0) { continue; }
            if (step.feeds_size() == 0) {
                if (!model.steps.empty()) { model.steps.back().also.push_back(step.targets(0)); }
                continue;
            }
            // The extra targets of a step are fed as its training is, and come after it.
            if (!model.steps.empty() && step.targets(0) == "copy_to_target") {
                model.steps.back().also.push_back(step.targets(0));
                continue;
            }
            Step made;
            made.loss = loss;
            for (const conformance::NamedTensor& feed : step.feeds()) {
                made.feeds.emplace(feed.name().substr(0, feed.name().find(':')),
                                   tensorIn(feed.tensor()));
            }
            model.steps.push_back(std::move(made));
        }
        return model;
    }

    /// Writes `NAME.npy` for each placeholder, a row a step, so that a training that shuffles by
    /// this seed takes them in the recorded order.
    QStringList writeFeeds(const QString& folder, std::uint64_t seed) const {
        QStringList files;
        const auto count = static_cast<std::int64_t>(steps.size());
        const std::vector<std::int64_t> order = shuffledIndices(count, epochSeed(seed, 0));
        for (const auto& [name, first] : steps.front().feeds) {
            Dims dims{count};
            for (const std::int64_t size : first.shape().dims()) { dims.push_back(size); }
            const auto shape = makeShape(dims);
            auto all = Tensor::allocate(first.dtype(), *shape);
            for (std::size_t step = 0; step < steps.size(); ++step) {
                const Tensor& row = steps[step].feeds.at(name);
                std::copy_n(
                    row.data(), row.bytes(),
                    all->mutableData() + static_cast<std::size_t>(order[step]) * row.bytes());
            }
            const QString path = folder + '/' + QString::fromStdString(name) + ".npy";
            QFile file(path);
            const auto bytes = npyToBytes(*all);
            if (!bytes.ok() || !file.open(QIODevice::WriteOnly)) { qFatal("npy"); }
            file.write(QByteArray::fromStdString(*bytes));
            files.append(path);
        }
        return files;
    }

private:
    static Tensor tensorIn(const std::string& bytes) {
        auto tensor = tensorFromBytes(bytes);
        if (!tensor.ok()) { qFatal("tensor"); }
        return *std::move(tensor);
    }
    static double numberIn(const std::string& bytes) {
        return static_cast<double>(tensorIn(bytes).values<float>()[0]);
    }
};

}  // namespace weft::ui::test
