// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/inspectors/evaluate/evaluate_panel.h"

#include <QComboBox>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QLabel>
#include <QListWidget>
#include <QPushButton>
#include <QVBoxLayout>
#include <cmath>

#include "ui/base/number_format.h"
#include "ui/base/proxy_style.h"
#include "ui/base/row_image.h"
#include "ui/base/to_qt.h"
#include "ui/inspectors/evaluate/confusion_matrix.h"

namespace weft::ui {
namespace {

constexpr std::size_t kMostRows = 200;  // listed
constexpr int kThumbnail = 32;

}  // namespace

EvaluatePanel::EvaluatePanel(QWidget* parent) : QWidget(parent), m_reader(this) {
    setObjectName(QStringLiteral("evaluate"));
    build();
    connect(&m_reader, &SplitReader::ready, this, &EvaluatePanel::ask);
    connect(&m_reader, &SplitReader::failed, this, [this](const QString& why) {
        setRunning(false);
        m_words->setText(why);
    });
    setDrawing(nullptr, nullptr);
}

EvaluatePanel::~EvaluatePanel() {
    if (m_task != nullptr) { m_task->cancel(); }
}

void EvaluatePanel::build() {
    m_split = new QComboBox(this);
    m_split->setObjectName(QStringLiteral("evaluateSplit"));
    m_split->setAccessibleName(tr("Split"));
    m_split->addItems({QStringLiteral("test"), QStringLiteral("train")});
    m_go = new QPushButton(this);
    m_go->setObjectName(QStringLiteral("evaluateGo"));
    m_words = new QLabel(this);
    m_words->setObjectName(QStringLiteral("evaluateWords"));
    m_words->setWordWrap(true);
    m_words->setForegroundRole(QPalette::PlaceholderText);
    m_metrics = new QLabel(this);
    m_metrics->setObjectName(QStringLiteral("evaluateMetrics"));
    m_metrics->setFont(fontOf(TextRole::Mono));
    m_metrics->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_matrix = new ConfusionMatrix(this);
    m_title = new QLabel(this);
    m_title->setForegroundRole(QPalette::PlaceholderText);
    m_rows = new QListWidget(this);
    m_rows->setObjectName(QStringLiteral("evaluateRows"));
    m_rows->setAccessibleName(tr("Rows"));
    m_rows->setFont(fontOf(TextRole::MonoSmall));
    m_rows->setIconSize({kThumbnail, kThumbnail});
    m_rows->setUniformItemSizes(true);
    auto* left = new QVBoxLayout;
    auto* line = new QHBoxLayout;
    line->addWidget(m_split, 1);
    line->addWidget(m_go, 1);
    left->addLayout(line);
    left->addWidget(m_words);
    left->addWidget(m_metrics);
    left->addStretch();
    auto* right = new QVBoxLayout;
    right->setSpacing(4);
    right->addWidget(m_title);
    right->addWidget(m_rows, 1);
    auto* all = new QHBoxLayout(this);
    all->setContentsMargins(12, 8, 12, 8);
    all->setSpacing(16);
    all->addLayout(left, 2);
    all->addWidget(m_matrix, 3);
    all->addLayout(right, 4);
    connect(m_go, &QPushButton::clicked, this, [this] { m_running ? stop() : start(); });
    connect(m_matrix, &ConfusionMatrix::cellChosen, this, [this](int label, int predicted) {
        showRows(m_evaluation.inCell(label, predicted, kMostRows),
                 label == predicted
                     ? tr("%1, found").arg(className(m_names, label))
                     : tr("%1 taken for %2")
                           .arg(className(m_names, label), className(m_names, predicted)));
    });
    connect(m_rows, &QListWidget::itemClicked, this, [this](const QListWidgetItem* item) {
        emit rowChosen(item->data(Qt::UserRole).toLongLong(), m_split->currentText());
    });
}

void EvaluatePanel::setRunning(bool running) {
    m_running = running;
    m_go->setText(running ? tr("Stop") : tr("Evaluate"));
    m_go->setEnabled(m_drawing != nullptr && m_session != nullptr);
}

void EvaluatePanel::setDrawing(Drawing* drawing, SessionFeed* session) {
    stop();
    m_drawing = drawing;
    m_session = session;
    m_evaluation = {};
    m_matrix->clear();
    m_rows->clear();
    m_title->clear();
    m_metrics->clear();
    m_words->setText(drawing == nullptr ? tr("Open a project to evaluate what it has learnt.")
                                        : tr("Metrics, confusions and the worst rows of a split."));
    setRunning(false);
}

QString EvaluatePanel::folder() const {
    return QFileInfo(m_drawing->current()->path).absolutePath();
}

void EvaluatePanel::start() {
    if (m_drawing == nullptr || m_session == nullptr || m_running) { return; }
    m_choices = tryChoicesOf(*m_drawing->current());
    if (m_choices.sources.empty()) {
        m_words->setText(tr("No data is bound to a placeholder: there are no rows to evaluate."));
        return;
    }
    m_names.clear();
    if (m_choices.label >= 0) {
        const int source = m_choices.inputs[static_cast<std::size_t>(m_choices.label)].source;
        if (source >= 0) {
            m_names = classNamesOf(toQt(m_choices.sources[static_cast<std::size_t>(source)].name));
        }
    }
    setRunning(true);
    m_words->setText(tr("Reading the data \u2026"));
    m_reader.read(m_choices.sources, m_split->currentText().toStdString(), folder());
    if (!m_reader.sources().empty()) { ask(); }
}

void EvaluatePanel::ask() {
    if (!m_running || m_session == nullptr || m_task != nullptr) { return; }
    const quint64 round = ++m_round;
    m_task = std::make_shared<EvaluateTask>(EvaluateTask::Question{m_choices, m_reader.sources()},
                                            this, [this, round](const Evaluation& news) {
                                                if (round == m_round) { onNews(news); }
                                            });
    m_session->ask(m_task);
}

void EvaluatePanel::stop() {
    if (!m_running) { return; }
    if (m_task != nullptr) {
        m_task->cancel();
    } else {
        m_reader.cancel();
        m_words->setText(tr("Stopped."));
    }
    m_task.reset();
    ++m_round;
    m_words->setText(tr("Stopped."));
    setRunning(false);
}

void EvaluatePanel::onNews(const Evaluation& news) {
    const QString rows = tr("%1 of %2 rows").arg(formatCount(news.done), formatCount(news.rows));
    if (!news.finished) {
        m_words->setText(rows);
        return;
    }
    m_task.reset();
    setRunning(false);
    m_evaluation = news;
    if (!news.status.ok()) {
        m_words->setText(plainWords(news.status));
        return;
    }
    m_words->setText(
        tr("%1 rows, weights of step %2").arg(formatCount(news.rows), formatCount(news.step)));
    QStringList lines;
    for (const auto& [name, value] : news.metrics) {
        lines.append(name + QStringLiteral("  ") + formatMeasure(value));
    }
    m_metrics->setText(lines.join('\n'));
    m_matrix->setEvaluation(news, m_names);
    showRows(news.worst(kMostRows),
             news.classes > 0 ? tr("Wrong, the largest loss first") : tr("The largest loss first"));
}

void EvaluatePanel::showRows(const std::vector<EvaluatedRow>& rows, const QString& title) {
    m_title->setText(rows.empty() ? tr("%1: none").arg(title) : title);
    m_rows->clear();
    const std::vector<int> inputs =
        m_drawing == nullptr || m_choices.output < 0
            ? std::vector<int>()
            : neededInputs(*m_drawing->current(), m_choices,
                           {m_choices.outputs[static_cast<std::size_t>(m_choices.output)].tensor});
    Tensor pictures;
    if (!inputs.empty() && !m_reader.sources().empty()) {
        const TryInput& input = m_choices.inputs[static_cast<std::size_t>(inputs.front())];
        if (input.source >= 0) {
            const auto column =
                m_reader.sources()[static_cast<std::size_t>(input.source)].column(input.column);
            if (column.ok()) { pictures = *column; }
        }
    }
    constexpr std::int64_t kEnough = 100;
    const double brightest =
        pictures.valid()
            ? brightestOf(pictures.rows(0, std::min(kEnough, pictures.shape().dims()[0])))
            : 1;
    for (const EvaluatedRow& row : rows) {
        QString text = tr("row %1").arg(row.row);
        if (row.label >= 0) {
            text += QStringLiteral("  %1 \u2192 %2")
                        .arg(className(m_names, row.label), className(m_names, row.predicted));
        }
        if (!std::isnan(row.loss)) { text += tr("  loss %1").arg(formatNumber(row.loss)); }
        auto* item = new QListWidgetItem(text, m_rows);
        item->setData(Qt::UserRole, static_cast<qlonglong>(row.row));
        const QImage image = pictures.valid() ? imageOfRow(pictures, row.row, brightest) : QImage();
        if (!image.isNull()) {
            item->setIcon(QPixmap::fromImage(image.scaled(kThumbnail, kThumbnail)));
        }
    }
}

}  // namespace weft::ui
