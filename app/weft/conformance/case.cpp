// SPDX-License-Identifier: Apache-2.0
#include "app/weft/conformance/case.h"

#include <filesystem>
#include <map>
#include <optional>

#include "app/weft/conformance/compare.h"
#include "app/weft/conformance/drawn_case.h"
#include "engine/autodiff/backprop.h"
#include "engine/base/strings.h"
#include "engine/compose/training/clip_gradients.h"
#include "engine/compose/training/optimizers.h"
#include "engine/graph/graph_io.h"
#include "engine/graph/op_registry.h"
#include "engine/kernel/kernel_registry.h"
#include "engine/tensor/tensor_proto.h"

namespace weft::app {
namespace {

/// Folder for "@tmp/" paths of one case; removed with it.
class TemporaryFolder {
public:
    TemporaryFolder() {
        std::error_code none;  // a bare machine may have no such folder: most cases need none
        std::string pattern =
            (std::filesystem::temp_directory_path(none) / "weft-case-XXXXXX").string();
        if (mkdtemp(pattern.data()) != nullptr) { m_path = pattern; }
    }
    ~TemporaryFolder() {
        std::error_code ignored;
        if (!m_path.empty()) { std::filesystem::remove_all(m_path, ignored); }
    }
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;
    const std::string& path() const { return m_path; }

private:
    std::string m_path;
};

/// Replays one case; its members follow the phases of a case.
class CaseRun {
public:
    CaseRun(const conformance::Case& recorded, const CaseEnvironment& environment)
        : m_case(recorded), m_environment(environment) {
        m_outcome.result.set_name(recorded.name());
    }

    CaseOutcome run() {
        if (importAndBuild()) { runSteps(); }
        return std::move(m_outcome);
    }

private:
    void skip(std::string why) {
        m_outcome.kind = CaseOutcome::Kind::Skipped, m_outcome.detail = std::move(why);
    }
    void fail(std::string why) {
        if (m_outcome.kind != CaseOutcome::Kind::Passed) { return; }
        m_outcome.kind = CaseOutcome::Kind::Failed;
        m_outcome.detail = std::move(why);
    }

    bool importAndBuild();
    Status draw();
    bool missingOps();
    bool missingKernels();
    void loadFailed(const Status& status);
    bool addRequestedGradients();
    bool addTraining();
    Result<Endpoint> endpointOf(const std::string& name) const;
    void runSteps();
    bool runStep(int index, Session& session);
    Result<RunRequest> requestOf(const conformance::Step& step) const;
    Result<Tensor> feedOf(const conformance::NamedTensor& feed) const;
    void checkError(int index, const conformance::Step& step, const Status& status);

    const conformance::Case& m_case;
    const CaseEnvironment& m_environment;
    CaseOutcome m_outcome;
    Graph m_graph;
    std::map<std::string, Endpoint> m_gradients;                   // "@grad/i/j"
    std::map<std::string, std::vector<std::string>> m_operations;  // "@train/i", "@init/i" -> nodes
    TemporaryFolder m_temporary;
};

bool CaseRun::missingOps() {
    // A graph that must be refused may be so because of an op that nobody has.
    if (!m_case.load_error().empty()) { return false; }
    for (const std::string& op : m_case.needs()) {
        if (OpRegistry::global().find(op) == nullptr) {
            return skip(concat("op ", op, " is not registered")), true;
        }
    }
    return false;
}

bool CaseRun::missingKernels() {
    for (const Node& node : m_graph.nodes()) {
        const auto kernel = KernelRegistry::global().find(node, "CPU");
        if (!kernel.ok()) { return skip(std::string(messageOf(kernel.status()))), true; }
    }
    return false;
}

void CaseRun::loadFailed(const Status& status) {
    m_outcome.result.set_load_error(codeName(status.code()));
    m_outcome.result.set_message(std::string(messageOf(status)));
    if (m_case.load_error().empty()) {
        fail(concat("import failed: ", codeName(status.code()), ": ", messageOf(status)));
    } else if (codeName(status.code()) != m_case.load_error()) {
        fail(concat("import error: got ", codeName(status.code()), ": ", messageOf(status),
                    ", want ", m_case.load_error()));
    }
}

bool CaseRun::importAndBuild() {
    if (missingOps()) { return false; }
    Result<Graph> graph = graphFromBytes(m_case.graph_def());
    if (!graph.ok()) { return loadFailed(graph.status()), false; }
    m_graph = *std::move(graph);
    if (missingKernels()) { return false; }
    if (m_environment.isDrawn && m_case.load_error().empty()) {
        const Status drawn = draw();
        if (drawn.ok()) { return !missingKernels(); }
        if (drawn.code() != StatusCode::kUnimplemented) {
            return fail(std::string(messageOf(drawn))), false;
        }
    }
    if (!m_case.load_error().empty()) {
        return fail(concat("import must fail with ", m_case.load_error())), false;
    }
    return addRequestedGradients() && addTraining() && !missingKernels();
}

/// The same by way of a drawing; nothing is changed where that fails.
Status CaseRun::draw() {
    DrawnCase drawn = WEFT_TRY(drawCase(m_case));
    Graph graph = WEFT_TRY(graphFromBytes(graphToBytes(drawn.graph)));
    std::map<std::string, Endpoint> gradients;
    for (const auto& [name, tensor] : drawn.gradients) {
        gradients.emplace(name, WEFT_TRY(graph.endpoint(tensor)));
    }
    m_graph = std::move(graph);
    m_gradients = std::move(gradients);
    m_operations = std::move(drawn.operations);
    return okStatus();
}

Result<Endpoint> CaseRun::endpointOf(const std::string& name) const {
    const auto gradient = m_gradients.find(name);
    return gradient != m_gradients.end() ? gradient->second : m_graph.endpoint(name);
}

bool CaseRun::addRequestedGradients() {
    for (int i = 0; i < m_case.gradients_size(); ++i) {
        const conformance::Gradients& request = m_case.gradients(i);
        const auto resolve = [&](const auto& names) -> Result<std::vector<Endpoint>> {
            std::vector<Endpoint> out;
            for (const std::string& name : names) { out.push_back(WEFT_TRY(endpointOf(name))); }
            return out;
        };
        const auto ys = resolve(request.ys());
        const auto xs = resolve(request.xs());
        const auto gradYs = resolve(request.grad_ys());
        for (const auto* list : {&ys, &xs, &gradYs}) {
            if (!list->ok()) {
                return fail(concat("gradients: ", messageOf(list->status()))), false;
            }
        }
        const auto found = addGradients(m_graph, *ys, *xs, *gradYs, {});
        if (!found.ok()) {
            if (found.status().code() == StatusCode::kNotFound) {
                return skip(std::string(messageOf(found.status()))), false;
            }
            return fail(concat("gradients: ", found.status().ToString())), false;
        }
        for (int j = 0; j < static_cast<int>(found->size()); ++j) {
            const auto& gradient = (*found)[static_cast<std::size_t>(j)];
            const auto& none = request.unconnected();
            const bool wantNone = std::find(none.begin(), none.end(), j) != none.end();
            if (wantNone == gradient.has_value()) {
                return fail(concat("gradient ", i, "/", j, wantNone ? " must not be" : " must be",
                                   " connected")),
                       false;
            }
            if (gradient) { m_gradients.emplace(concat("@grad/", i, "/", j), *gradient); }
        }
    }
    return true;
}

bool CaseRun::addTraining() {
    for (int i = 0; i < m_case.minimize_size(); ++i) {
        const conformance::Minimize& request = m_case.minimize(i);
        OptimizerSpec spec;
        spec.optimizer = request.optimizer();
        for (const auto& [name, value] : request.hyper()) { spec.hyper.emplace(name, value); }
        if (!request.clip_by().empty()) {
            const auto by = clipNamed(request.clip_by());
            if (!by) { return fail(concat("clip_by: got '", request.clip_by(), "'")), false; }
            spec.clip = {*by, request.clip_limit()};
        }
        spec.variables.assign(request.variables().begin(), request.variables().end());
        const auto loss = endpointOf(request.loss());
        if (!loss.ok()) { return fail(concat("minimize: ", messageOf(loss.status()))), false; }
        const auto built = minimize(m_graph, *loss, spec);
        if (!built.ok()) {
            const StatusCode code = built.status().code();
            if (code == StatusCode::kNotFound || code == StatusCode::kUnimplemented) {
                return skip(std::string(messageOf(built.status()))), false;
            }
            return fail(concat("minimize: ", built.status().ToString())), false;
        }
        const auto init = m_graph.add({.name = m_graph.uniqueName("init"),
                                       .op = "NoOp",
                                       .inputs = {},
                                       .controlInputs = built->slotInitializers});
        if (!init.ok()) { return fail(concat("minimize: ", messageOf(init.status()))), false; }
        m_operations[concat("@train/", i)] = {m_graph.node(built->train).name};
        std::vector<std::string> inits;
        for (const NodeId id : built->slotInitializers) { inits.push_back(m_graph.node(id).name); }
        m_operations[concat("@init/", i)] = inits;
        if (!request.slot_init().empty()) { m_operations[request.slot_init()] = inits; }
    }
    return true;
}

Result<Tensor> CaseRun::feedOf(const conformance::NamedTensor& feed) const {
    Tensor tensor = WEFT_TRY(tensorFromBytes(feed.tensor()));
    if (tensor.dtype() != DType::String) { return tensor; }
    for (std::string& text : tensor.mutableValues<std::string>()) {
        if (text.starts_with("@file/")) {
            text = concat(m_environment.filesFolder, "/", text.substr(6));
        } else if (text.starts_with("@tmp/")) {
            text = concat(m_temporary.path(), "/", text.substr(5));
        }
    }
    return tensor;
}

Result<RunRequest> CaseRun::requestOf(const conformance::Step& step) const {
    RunRequest request;
    for (const conformance::NamedTensor& feed : step.feeds()) {
        request.feeds.emplace_back(feed.name(), WEFT_TRY(feedOf(feed)));
    }
    for (const std::string& fetch : step.fetches()) {
        const auto gradient = m_gradients.find(fetch);
        request.fetches.push_back(gradient == m_gradients.end() ? fetch
                                                                : m_graph.nameOf(gradient->second));
    }
    for (const std::string& target : step.targets()) {
        const auto known = m_operations.find(target);
        const std::vector<std::string> nodes =
            known == m_operations.end() ? std::vector{target} : known->second;
        request.targets.insert(request.targets.end(), nodes.begin(), nodes.end());
    }
    return request;
}

void CaseRun::checkError(int index, const conformance::Step& step, const Status& status) {
    if (step.error().empty()) {
        return fail(concat("step ", index, ": ", codeName(status.code()), ": ", messageOf(status)));
    }
    if (codeName(status.code()) != step.error()) {
        return fail(concat("step ", index, ": got ", codeName(status.code()), ": ",
                           messageOf(status), ", want ", step.error()));
    }
    for (const std::string& words : step.error_has()) {
        if (messageOf(status).find(words) == std::string_view::npos) {
            return fail(
                concat("step ", index, ": the message lacks '", words, "': ", messageOf(status)));
        }
    }
}

bool CaseRun::runStep(int index, Session& session) {
    const conformance::Step& step = m_case.steps(index);
    conformance::StepResult& result = *m_outcome.result.add_steps();
    const auto request = requestOf(step);
    const auto values =
        request.ok() ? session.run(*request) : Result<std::vector<Tensor>>(request.status());
    if (!values.ok()) {
        result.set_error(codeName(values.status().code()));
        result.set_message(std::string(messageOf(values.status())));
        checkError(index, step, values.status());
        return m_outcome.kind == CaseOutcome::Kind::Passed;
    }
    for (const Tensor& value : *values) { result.add_actual(tensorToBytes(value)); }
    if (!step.error().empty()) {
        return fail(concat("step ", index, " must fail with ", step.error())), false;
    }
    for (int i = 0; i < step.expected_size(); ++i) {
        const auto expected = tensorFromBytes(step.expected(i));
        if (!expected.ok()) {
            return fail(concat("expected value: ", messageOf(expected.status()))), false;
        }
        const std::string why =
            difference((*values)[static_cast<std::size_t>(i)], *expected, step.rtol(), step.atol());
        if (!why.empty()) {
            return fail(concat("step ", index, " ", step.fetches(i), ": ", why)), false;
        }
    }
    return true;
}

void CaseRun::runSteps() {
    SessionOptions options = m_environment.session;
    if (m_case.cpu_devices() > 0) { options.cpuDevices = m_case.cpu_devices(); }
    const auto session = Session::create(m_graph, options);
    if (!session.ok()) { return loadFailed(session.status()); }
    for (int i = 0; i < m_case.steps_size(); ++i) {
        if (!runStep(i, **session)) { return; }
    }
}

}  // namespace

CaseOutcome runCase(const conformance::Case& recorded, const CaseEnvironment& environment) {
    return CaseRun(recorded, environment).run();
}

}  // namespace weft::app
