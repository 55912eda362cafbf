// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/document/edit_log_file.h"

#include <QCoreApplication>
#include <QCryptographicHash>
#include <QDataStream>
#include <QFile>
#include <QFileInfo>
#include <QUuid>
#include <QtEndian>
#include <algorithm>
#include <map>
#include <optional>
#include <string_view>

#include "ui/base/to_qt.h"

namespace weft::ui {
namespace {

constexpr const char* kMagic = "weft edit log";
constexpr qsizetype kFrameHead = 12;  // length and its checksum
constexpr qsizetype kFrameTail = 4;
constexpr auto kStream = QDataStream::Qt_6_0;

QString words(const char* text) { return QCoreApplication::translate("weft::ui::EditLog", text); }

std::string_view viewOf(const QByteArray& bytes) {
    return {bytes.constData(), static_cast<std::size_t>(bytes.size())};
}
QByteArray bytesOf(const std::string& text) {
    return QByteArray(text.data(), static_cast<qsizetype>(text.size()));
}
quint32 crcOf(std::string_view bytes) { return maskedCrc(crc32c(bytes)); }

QByteArray framed(const QByteArray& payload) {
    QByteArray out(kFrameHead, '\0');
    qToLittleEndian(static_cast<quint64>(payload.size()), out.data());
    qToLittleEndian(crcOf(viewOf(out).substr(0, 8)), out.data() + 8);
    out += payload;
    out.resize(out.size() + kFrameTail);
    qToLittleEndian(crcOf(viewOf(payload)), out.data() + out.size() - kFrameTail);
    return out;
}

/// The payload of the record at a place; nothing where it is not whole.
std::optional<QByteArray> recordAt(const QByteArray& bytes, qsizetype at) {
    const qsizetype left = bytes.size() - at;
    if (left < kFrameHead + kFrameTail) { return std::nullopt; }
    const char* frame = bytes.constData() + at;
    if (qFromLittleEndian<quint32>(frame + 8) != crcOf({frame, 8})) { return std::nullopt; }
    const auto length = qFromLittleEndian<quint64>(frame);
    if (length > static_cast<quint64>(left - kFrameHead - kFrameTail)) { return std::nullopt; }
    const QByteArray payload = bytes.mid(at + kFrameHead, static_cast<qsizetype>(length));
    const char* tail = frame + kFrameHead + length;
    if (qFromLittleEndian<quint32>(tail) != crcOf(viewOf(payload))) { return std::nullopt; }
    return payload;
}

QDataStream& operator<<(QDataStream& out, const std::optional<std::string>& bytes) {
    out << bytes.has_value();
    if (bytes) { out << bytesOf(*bytes); }
    return out;
}

std::optional<std::string> bytesFrom(QDataStream& in) {
    bool there = false;
    in >> there;
    if (!there) { return std::nullopt; }
    QByteArray bytes;
    in >> bytes;
    return bytes.toStdString();
}

std::optional<EditRecord> editFrom(const QByteArray& payload) {
    QDataStream in(payload);
    in.setVersion(kStream);
    EditRecord record;
    qint64 ms = 0;
    quint32 changes = 0;
    in >> ms >> record.count >> changes;
    record.time = QDateTime::fromMSecsSinceEpoch(ms);
    for (quint32 i = 0; i < changes && in.status() == QDataStream::Ok; ++i) {
        quint64 id = 0;
        in >> id;
        Change change;
        change.id = ItemId{id};
        change.before = bytesFrom(in);
        change.after = bytesFrom(in);
        record.delta.push_back(std::move(change));
    }
    if (in.status() != QDataStream::Ok || record.count < 1) { return std::nullopt; }
    return record;
}

Result<EditBase> baseFrom(const QByteArray& payload, const std::string& file) {
    QDataStream in(payload);
    in.setVersion(kStream);
    QByteArray magic;
    quint32 schema = 0;
    in >> magic >> schema;
    if (in.status() != QDataStream::Ok || magic != kMagic) {
        return dataLoss(concat("this is no edit log (", file, ", byte 0)"));
    }
    if (schema > kEditLogSchema) {
        return unimplemented(concat("edit log of a newer version: got schema ", schema, ", want ",
                                    kEditLogSchema, " at most (", file, ", byte 0)"));
    }
    EditBase base;
    QByteArray document;
    in >> base.path >> base.fileHash >> document;
    if (in.status() != QDataStream::Ok) {
        return dataLoss(concat("the head of the edit log is damaged (", file, ", byte 0)"));
    }
    base.document = WEFT_TRY(documentFromBytes(viewOf(document), file));
    return base;
}

}  // namespace

QByteArray editLogHead(const EditBase& base) {
    QByteArray payload;
    QDataStream out(&payload, QIODevice::WriteOnly);
    out.setVersion(kStream);
    out << QByteArray(kMagic) << kEditLogSchema << base.path << base.fileHash
        << bytesOf(documentToBytes(base.document));
    return framed(payload);
}

QByteArray editLogFrame(const EditRecord& record) {
    QByteArray payload;
    QDataStream out(&payload, QIODevice::WriteOnly);
    out.setVersion(kStream);
    out << record.time.toMSecsSinceEpoch() << record.count
        << static_cast<quint32>(record.delta.size());
    for (const Change& change : record.delta) {
        out << static_cast<quint64>(change.id.value) << change.before << change.after;
    }
    return framed(payload);
}

Result<LoggedEdits> editLogFromBytes(const QByteArray& bytes, const QString& file) {
    const std::string name = file.toStdString();
    const std::optional<QByteArray> head = recordAt(bytes, 0);
    if (!head) { return dataLoss(concat("the edit log is damaged (", name, ", byte 0)")); }
    LoggedEdits logged;
    logged.log = file;
    logged.base = WEFT_TRY(baseFrom(*head, name));
    qsizetype at = head->size() + kFrameHead + kFrameTail;
    while (at < bytes.size()) {
        const std::optional<QByteArray> payload = recordAt(bytes, at);
        std::optional<EditRecord> record = payload ? editFrom(*payload) : std::nullopt;
        if (!record) {
            logged.damage = words("The last edits were cut off or damaged and are left out");
            break;
        }
        logged.deltas.push_back(std::move(record->delta));
        logged.edits += record->count;
        logged.last = record->time;
        at += payload->size() + kFrameHead + kFrameTail;
    }
    logged.wholeBytes = std::min(at, bytes.size());
    return logged;
}

Result<LoggedEdits> readEditLog(const QString& file) {
    const std::string bytes = WEFT_TRY(readFile(file.toStdString()));
    return editLogFromBytes(bytesOf(bytes), file);
}

Result<Document> documentOf(const LoggedEdits& logged) {
    Document document = logged.base.document;
    for (const Delta& delta : logged.deltas) { WEFT_TRY(document.apply(delta)); }
    return document;
}

std::vector<Delta> joinedDeltas(const std::vector<Delta>& deltas) {
    std::map<ItemId, Change> all;
    std::optional<Change> newest;  // what the highest id once was
    for (const Delta& delta : deltas) {
        for (const Change& change : delta) {
            const auto [at, isNew] = all.try_emplace(change.id, change);
            if (!isNew) { at->second.after = change.after; }
            if (change.after && (!newest || newest->id <= change.id)) { newest = change; }
        }
    }
    std::vector<Delta> out;
    Delta sum;
    for (const auto& [id, change] : all) {
        if (change.before != change.after) { sum.push_back(change); }
    }
    // A thing that came and went leaves nothing but its id, which must not be given again.
    const auto found = newest ? all.find(newest->id) : all.end();
    if (found != all.end() && !found->second.before && !found->second.after) {
        const Delta came = {{newest->id, std::nullopt, newest->after}};
        out.push_back(came);
        out.push_back(inverted(came));
    }
    if (!sum.empty()) { out.push_back(std::move(sum)); }
    return out;
}

QByteArray hashOfFile(const QString& path) {
    // A pipe can be read only once, and not by us.
    if (!QFileInfo(path).isFile()) { return {}; }
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly)) { return {}; }
    QCryptographicHash hash(QCryptographicHash::Sha256);
    return hash.addData(&file) ? hash.result() : QByteArray();
}

QString editLogStem(const QString& folder, const QString& path) {
    if (path.isEmpty()) {
        return folder + QStringLiteral("/untitled-") +
               QUuid::createUuid().toString(QUuid::Id128).left(16);
    }
    const QFileInfo file(path);
    const QString whole = file.exists() ? file.canonicalFilePath() : file.absoluteFilePath();
    const QByteArray hash =
        QCryptographicHash::hash(whole.toUtf8(), QCryptographicHash::Sha256).toHex().left(16);
    return folder + '/' + file.baseName() + '-' + QString::fromLatin1(hash);
}

}  // namespace weft::ui
