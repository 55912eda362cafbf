// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/recovery.h"

#include <QCryptographicHash>
#include <QDir>
#include <QFileInfo>
#include <QHash>
#include <QStandardPaths>

namespace weft::ui {
namespace {

// Names that no node can have: these begin with an underscore, variables never do.
constexpr std::string_view kRun = "_weft/run/";
constexpr std::string_view kStream = "_weft/stream/";  // then container|name|key

std::string prefixIn(const QString& place) { return (place + "/session").toStdString(); }

/// Positions of the session's random streams.
Status addStreams(const Session& session, std::map<std::string, Tensor>& values) {
    for (const ResourceStore::Entry& entry : session.resources().entries()) {
        if (entry.resource->kind() != "generator") { continue; }
        for (const auto& [key, value] : WEFT_TRY(entry.resource->save())) {
            values[concat(kStream, entry.container, "|", entry.name, "|", key)] = value;
        }
    }
    return okStatus();
}

/// By place; the newest one is fulfilled last.
QHash<QString, std::shared_future<void>>& owedSaves() {
    static QHash<QString, std::shared_future<void>> all;
    return all;
}

using Streams = std::map<std::pair<std::string, std::string>, std::map<std::string, Tensor>>;

void addStream(const std::string& name, const Tensor& value, Streams& streams) {
    const std::vector<std::string> parts = split(name.substr(kStream.size()), '|');
    if (parts.size() == 3) { streams[{parts[0], parts[1]}][parts[2]] = value; }
}

}  // namespace

Recovery::Recovery(const QString& folder, const QString& documentPath) {
    const QFileInfo file(documentPath);
    const QString path = file.exists() ? file.canonicalFilePath() : file.absoluteFilePath();
    const QByteArray hash =
        QCryptographicHash::hash(path.toUtf8(), QCryptographicHash::Sha256).toHex().left(16);
    m_place = folder + '/' + file.baseName() + '-' + QString::fromLatin1(hash);
}

QString Recovery::defaultFolder() {
    return QStandardPaths::writableLocation(QStandardPaths::AppDataLocation) +
           QStringLiteral("/recovery");
}

std::promise<void> Recovery::owe() const {
    std::promise<void> made;
    if (!m_place.isEmpty()) { owedSaves()[m_place] = made.get_future().share(); }
    return made;
}

std::shared_future<void> Recovery::owed() const { return owedSaves().value(m_place); }

bool Recovery::exists() const {
    return !m_place.isEmpty() && QFileInfo::exists(m_place + QStringLiteral("/checkpoint"));
}

Status Recovery::save(const Session& session, const std::map<std::string, Tensor>& run) const {
    if (m_place.isEmpty()) { return okStatus(); }
    std::map<std::string, Tensor> values = WEFT_TRY(variableValues(session));
    WEFT_TRY(addStreams(session, values));
    for (const auto& [name, value] : run) { values[concat(kRun, name)] = value; }
    // A new number each time: the checkpoint before stays whole until this one is.
    const Result<std::string> before = findCheckpoint(m_place.toStdString());
    const std::int64_t number = before.ok() ? stepOfCheckpoint(*before) + 1 : 1;
    return detail::statusOf(saveCheckpoint(values, prefixIn(m_place), number, {.keep = 1}));
}

Result<Recovery::Restored> Recovery::restore(Session& session) const {
    const std::string prefix = WEFT_TRY(findCheckpoint(m_place.toStdString()));
    const BundleReader reader = WEFT_TRY(BundleReader::open(prefix));
    Restored restored;
    Streams streams;
    for (const std::string& name : reader.names()) {
        if (name.starts_with(kRun)) {
            restored.run[name.substr(kRun.size())] = WEFT_TRY(reader.read(name));
        } else if (name.starts_with(kStream)) {
            addStream(name, WEFT_TRY(reader.read(name)), streams);
        }
    }
    std::vector<std::pair<std::shared_ptr<Variable>, Tensor>> values;
    for (const Node& node : session.graph().nodes()) {
        if (!isVariable(node)) { continue; }
        const OutputInfo& output = node.outputs.front();
        Result<Tensor> value = reader.readAs(node.name, output.type, output.shape);
        if (value.ok()) {
            values.emplace_back(WEFT_TRY(variableOf(node, session.resources())), *std::move(value));
        } else if (value.status().code() == StatusCode::kDataLoss) {
            return value.status();
        } else {
            ++restored.others;
        }
    }
    for (auto& [variable, value] : values) {
        const MutexLock lock(variable->mutex());
        variable->set(std::move(value));
    }
    for (auto& [key, state] : streams) {
        WEFT_TRY(session.resources().restore(key.first, key.second, std::move(state)));
    }
    restored.variables = static_cast<int>(values.size());
    return restored;
}

void Recovery::remove() const {
    if (m_place.isEmpty()) { return; }
    QDir(m_place).removeRecursively();
}

}  // namespace weft::ui
