/** The environment of the AWS CLI: settings, profiles, endpoints and retry modes. */
package io.stocktake.aws.environment;
