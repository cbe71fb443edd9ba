package io.stocktake.cli.view.plan;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.stocktake.executor.batch.create.AuxiliaryJob;
import java.util.Map;

/**
 * A plan that was just made, with the jobs that were made for it.
 *
 * @param jobs those that find out for the next plan what this one cannot tell, by name
 */
public record PlannedView(@JsonUnwrapped PlanView plan, Map<String, AuxiliaryJob.Created> jobs) {}
