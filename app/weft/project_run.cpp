// SPDX-License-Identifier: Apache-2.0
#include "app/weft/project_run.h"

#include "app/weft/graph_file.h"
#include "engine/base/durable_file.h"
#include "engine/base/strings.h"
#include "engine/compose/file/project_io.h"
#include "engine/compose/run_plan.h"

namespace weft::app {

Result<GraphToRun> readGraphToRun(const std::string& path) {
    if (!isProject(path)) { return GraphToRun{WEFT_TRY(readGraph(path)), {}}; }
    const Document document = WEFT_TRY(readProject(path));
    Expansion expansion = expandDocument(document);
    Result<TrainingPlan> plan = makeTrainingPlan(document, expansion);
    // What can be made of the drawing; a session refuses what its calls need and is not there.
    GraphToRun opened{std::move(expansion.graph), {}};
    if (plan.ok()) { opened.plan = *std::move(plan); }
    return opened;
}

Result<ProjectRun> openProject(const std::string& path, const CommonOptions& common) {
    const Document document = WEFT_TRY(readProject(path));
    ProjectRun run;
    run.expansion = expandDocument(document);
    for (const Finding& finding : run.expansion.findings) {
        if (finding.severity != Finding::Severity::Error) { continue; }
        return invalidArgument(concat(document.pathOf(finding.item),
                                      finding.port.empty() ? "" : ".", finding.port, ": ",
                                      finding.text, " (", path, ")"));
    }
    run.plan = WEFT_TRY(makeTrainingPlan(document, run.expansion));
    const Settings& settings = document.settings();
    SessionOptions options = WEFT_TRY(common.session());
    if (options.seed == 0) { options.seed = settings.seed; }
    if (common.seed != 0) { run.plan.seed = common.seed; }
    if (common.deviceCount.empty()) { options.cpuDevices = std::max(1, settings.cpuDevices); }
    if (options.defaultDevice.empty()) { options.defaultDevice = settings.device; }
    options.softPlacement = options.softPlacement || settings.softPlacement;
    run.session = WEFT_TRY(Session::create(run.expansion.graph, options));
    run.open = dataOpener(folderOf(path));
    return run;
}

}  // namespace weft::app
